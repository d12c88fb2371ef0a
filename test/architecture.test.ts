import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from './support/repository.js';

/** What each folder of `src` may import besides itself: the table of CONTRIBUTING.md. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  record: [],
  checkpoint: ['record', 'os'],
  os: ['record'],
  discover: ['record', 'os'],
  tail: ['record', 'os'],
  decode: ['record'],
  expression: [],
  transform: ['record', 'expression'],
  encode: ['record'],
  deliver: ['record', 'os'],
  sinks: ['record', 'os'],
  server: ['record'],
  config: ['record', 'expression'],
};
/** What lies above the stages. */
const WIRING = [
  'block-consumer.ts',
  'config-changes.ts',
  'create-connection.ts',
  'create-delivery.ts',
  'delays.ts',
  'discovering.ts',
  'drop-tallies.ts',
  'explain-log.ts',
  'follow-files.ts',
  'follow-input.ts',
  'follow-status.ts',
  'kept-letters.ts',
  'left-files.ts',
  'letter-file.ts',
  'listing.ts',
  'open-state.ts',
  'own-sink.ts',
  'own-transform.ts',
  'pipeline-config.ts',
  'pipeline-parts.ts',
  'pipeline.ts',
  'position-listing.ts',
  'probe-sinks.ts',
  'record-fates.ts',
  'reload.ts',
  'replay-file.ts',
  'run-control.ts',
  'saved-files.ts',
  'serve-status.ts',
  'source-transforms.ts',
  'transform-settings.ts',
  'treated-consumer.ts',
  'try-lines.ts',
];

const source = path.join(repositoryRoot, 'src');
const files = fs
  .readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();

/** The modules of this project that a file imports, relative to `src`. */
function importsOf(file: string): string[] {
  const text = fs.readFileSync(path.join(source, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1]!);
  return specifiers.map((specifier) => path.join(path.dirname(file), specifier).replace(/\.js$/, '.ts'));
}

const roomOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file);

describe('the house', () => {
  for (const file of files) {
    const room = roomOf(file);
    const allowed = ALLOWED[room];
    if (allowed === undefined) continue;
    it(`src/${file} imports only what its folder may`, () => {
      for (const imported of importsOf(file)) {
        const importedRoom = roomOf(imported);
        assert.ok(importedRoom === room || allowed.includes(importedRoom), `it imports ${imported}`);
      }
    });
  }

  it('has a row for every folder', () => {
    const folders = new Set(files.map(roomOf).filter((room) => !room.endsWith('.ts')));
    assert.deepEqual([...folders].sort(), [...Object.keys(ALLOWED), 'cli'].sort());
  });

  it('has one way in: no stage and no wiring imports the command line', () => {
    for (const file of [...WIRING, 'index.ts']) {
      assert.deepEqual(
        importsOf(file).filter((imported) => roomOf(imported) === 'cli'),
        [],
      );
    }
  });

  it('has no file of more than 300 lines', () => {
    const long = files.filter((file) => fs.readFileSync(path.join(source, file), 'utf8').split('\n').length > 301);
    assert.deepEqual(long, []);
  });

  it('has no circle of imports', () => {
    const done = new Set<string>();
    const visit = (file: string, trail: readonly string[]): void => {
      assert.ok(!trail.includes(file), `${[...trail, file].join(' -> ')}`);
      if (done.has(file)) return;
      for (const imported of importsOf(file)) visit(imported, [...trail, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
  });
});
