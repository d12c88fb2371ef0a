import type { PipelineConfig } from './pipeline-config.js';

/** Bytes of a line besides its text: time, stream and tags of CRI. */
const LINE_HEADER_BYTES = 1024;

/** Most bytes of one read, which a long line may need. */
export function longestReadOf({ limits }: Pick<PipelineConfig, 'limits'>): number {
  return limits.maxLineBytes + LINE_HEADER_BYTES;
}
