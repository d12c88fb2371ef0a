import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ScriptLines } from './container-scripts.js';

/** What is in all files of a container's log, rotated and compressed ones too, its pieces put together. */
export function readDockerLog(liveFile: string): ScriptLines {
  const folder = dirname(liveFile);
  const names = readdirSync(folder).filter((name) => name.startsWith(basename(liveFile)));
  const age = (name: string): number => Number(/\.(\d+)(\.gz)?$/.exec(name)?.[1] ?? 0);
  const files = names.sort((one, other) => age(other) - age(one)).map((name) => join(folder, name));
  const contents = files.map((file) => (file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file)));
  return parseDockerLog(Buffer.concat(contents));
}

/** The lines of a log in Docker's JSON format. */
export function parseDockerLog(content: Buffer): ScriptLines {
  const lines = { stdout: [''], stderr: [''] };
  for (const text of content.toString().split('\n').slice(0, -1)) {
    const { log, stream } = JSON.parse(text) as { readonly log: string; readonly stream: 'stdout' | 'stderr' };
    const ofStream = lines[stream];
    ofStream[ofStream.length - 1] += log;
    if (log.endsWith('\n')) ofStream.push('');
  }
  const closed = (ofStream: readonly string[]): string[] =>
    ofStream.map((line) => line.replace(/\n$/, '')).slice(0, ofStream.at(-1) === '' ? -1 : undefined);
  return { stdout: closed(lines.stdout), stderr: closed(lines.stderr) };
}
