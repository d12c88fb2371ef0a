/* What there is to compare gzip with: zlib compressing a file on the only thread, in parts as large as requests. */
import { closeSync, openSync, readSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { GzipTask } from './gzip-task.js';

const PART_BYTES = 1024 * 1024;

const { path, level }: GzipTask = JSON.parse(process.argv[2]!);
const buffer = Buffer.allocUnsafeSlow(PART_BYTES);
const file = openSync(path, 'r');
let bytes = 0;
for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
  gzipSync(buffer.subarray(0, read), { level });
  bytes += read;
}
closeSync(file);
process.stdout.write(String(bytes));
