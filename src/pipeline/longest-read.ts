import type { PipelineConfig } from './pipeline-config.js';

/** What a line may have besides its text: CRI's time, stream and tags. */
const LINE_HEADER_BYTES = 1024;

/** Bytes that may be read at once for the sake of one long line. */
export function longestReadOf({ limits }: Pick<PipelineConfig, 'limits'>): number {
  return limits.maxLineBytes + LINE_HEADER_BYTES;
}
