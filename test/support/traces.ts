import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { criLine } from './cri-line.js';
import { dockerJsonLine } from './docker-json-line.js';
import { readFixture } from './fixture.js';
import { repositoryRoot } from './repository.js';
import type { StreamName } from './written-line.js';

/** What one program wrote, as the records that it has to become. */
export interface Trace {
  readonly name: string;
  readonly language: string;
  readonly records: readonly string[];
}

/** Separates the records of a file. */
const SEPARATOR = '\n%%\n';

/** All traces of `test/fixtures/traces`. */
export function readTraces(): Trace[] {
  const names = readdirSync(join(repositoryRoot, 'test/fixtures/traces')).sort();
  return names.map((name) => ({
    name,
    language: name.split('-')[0]!,
    records: readFixture(`traces/${name}`).toString('utf8').replace(/\n$/, '').split(SEPARATOR),
  }));
}

export type TraceFormat = 'docker' | 'cri';

/** Lines as a container's log in Docker's JSON or in CRI, all in one second. */
export function logOf(lines: readonly string[], format: TraceFormat, stream: StreamName = 'stderr'): Buffer {
  return Buffer.concat(
    lines.map((line, index) => {
      const time = `2026-11-23T11:00:00.${String(index + 1).padStart(9, '0')}Z`;
      const entry = { stream, time, content: Buffer.from(line), last: true };
      return format === 'docker' ? dockerJsonLine(entry) : criLine(entry);
    }),
  );
}
