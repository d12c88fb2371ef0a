/* What there is to compare with: a file read to its end into one buffer of 256 KiB, and nothing done with it. */
import { closeSync, openSync, readSync } from 'node:fs';
import { printReport, readTask } from './task.js';

const buffer = Buffer.allocUnsafeSlow(256 * 1024);
const file = openSync(readTask().path, 'r');
let bytes = 0;
for (let read = -1; read !== 0; bytes += read) read = readSync(file, buffer);
closeSync(file);
printReport({ bytes, lines: 0 });
