import { parseLine } from './parse-line.js';
import type { BaselineTask } from './task.js';

/** Makes of a line what podtail makes of it, by `JSON.parse` and `JSON.stringify`. */
export function convertLine({ format, fields }: BaselineTask, line: string): string {
  const { time, stream, message } = parseLine(format, line);
  return `${JSON.stringify({ time, stream, ...fields, message })}\n`;
}
