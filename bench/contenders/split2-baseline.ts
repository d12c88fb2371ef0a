/* The usual way in Node.js: a read stream, split2, JSON.parse and JSON.stringify; the result is thrown away. */
import { createReadStream } from 'node:fs';
import split2 from 'split2';
import { convertLine } from './convert-line.js';
import { printReport, readTask } from './task.js';

const task = readTask();
const file = createReadStream(task.path);
let lines = 0;
let characters = 0;
file.pipe(split2()).on('data', (line: string) => {
  characters += convertLine(task, line).length;
  lines++;
});
process.on('exit', () => {
  if (characters < lines) throw new Error('a line gave nothing');
  printReport({ bytes: file.bytesRead, lines });
});
