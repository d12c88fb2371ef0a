import { statSync } from 'node:fs';
import { Presets, SingleBar } from 'cli-progress';
import type { LogStatus } from '../record/log-status.js';
import type { PipelineStatus } from '../record/pipeline-status.js';
import { formatBytes } from './quantities.js';

/** How often the bar is drawn, in milliseconds. */
const EVERY = 200;
const FORMAT = '{bar} {percentage}% | {shownRead} of {shownTotal} | {rate}/s | {eta_formatted} left';

/** Shows a bar on standard error until it is stopped; what was drawn is gone then. */
export function startProgress(status: () => Pick<PipelineStatus, 'logs'>): { stop(): void } {
  const bar = new SingleBar(
    { format: FORMAT, clearOnComplete: true, hideCursor: true, fps: 10 },
    Presets.shades_classic,
  );
  const sizes = new Map<string, number>();
  const startedAt = performance.now();
  const draw = (): void => {
    const { logs } = status();
    // In the end, without positions, no log is followed any more.
    if (logs.length === 0) return;
    const { read, total } = progressOf(logs, (path) => sizeOf(path, sizes));
    const rate = formatBytes((read * 1000) / (performance.now() - startedAt + 1));
    bar.setTotal(Math.max(total, 1));
    bar.update(read, { shownRead: formatBytes(read), shownTotal: formatBytes(total), rate });
  };
  bar.start(1, 0, { shownRead: '0 B', shownTotal: '0 B', rate: '0 B' });
  const drawing = setInterval(draw, EVERY);
  return {
    stop() {
      clearInterval(drawing);
      draw();
      bar.stop();
    },
  };
}

/**
 * Bytes that were read, and of which there are so many in all. Of a compressed file, only what was read of it is known.
 *
 * @param sizeAt the size of the file at a path that was not opened yet
 */
export function progressOf(logs: readonly LogStatus[], sizeAt: (path: string) => number) {
  let read = 0;
  let unread = 0;
  for (const { path, readBytes, files, problem } of logs) {
    read += readBytes;
    if (files.length === 0 && readBytes === 0 && problem === undefined) unread += sizeAt(path);
    for (const file of files) unread += file.size - file.read;
  }
  return { read, total: read + unread };
}

function sizeOf(path: string, known: Map<string, number>): number {
  const size = known.get(path) ?? statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  known.set(path, size);
  return size;
}
