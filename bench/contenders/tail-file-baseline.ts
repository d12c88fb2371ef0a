/* The usual way to follow a file in Node.js: tail-file from the start, then as the other baseline; ends at the end. */
import { statSync } from 'node:fs';
import Tail from 'tail-file';
import { convertLine } from './convert-line.js';
import { printReport, readTask } from './task.js';

const task = readTask();
const bytes = statSync(task.path).size;
const tail = new Tail(task.path, { startPos: 'start' });
let lines = 0;
let characters = 0;
tail.on('line', (line) => {
  characters += convertLine(task, line).length;
  lines++;
});
tail.on('error', (error) => {
  throw error;
});
tail.on('eof', (position) => {
  if (position < bytes) return;
  if (characters < lines) throw new Error('a line gave nothing');
  printReport({ bytes: position, lines });
  void tail.stop();
});
tail.start();
