import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { repositoryRoot } from './support/repository.js';

/**
 * The folders of `src`, top to bottom, each with what it may import besides itself. CONTRIBUTING.md has the same table.
 * A row names only folders that are below it, so that imports go one way.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  cli: ['inspect', 'replay', 'convert', 'import', 'remote', 'pipeline', 'config', 'sinks', 'os', 'format', 'record'],
  plugins: ['pipeline', 'config', 'transform', 'discover', 'record'],
  inspect: [
    'pipeline',
    'config',
    'kubernetes',
    'sinks',
    'encode',
    'transform',
    'decode',
    'tail',
    'discover',
    'checkpoint',
    'os',
    'record',
  ],
  replay: ['pipeline', 'config', 'deliver', 'checkpoint', 'record'],
  import: ['pipeline', 'config', 'tail', 'discover', 'checkpoint', 'os', 'record'],
  convert: ['config', 'expression', 'record'],
  remote: ['encode', 'record'],
  pipeline: [
    'config',
    'kubernetes',
    'server',
    'sinks',
    'deliver',
    'encode',
    'transform',
    'decode',
    'tail',
    'discover',
    'checkpoint',
    'os',
    'format',
    'record',
  ],
  config: ['expression', 'format', 'record'],
  kubernetes: ['os', 'record'],
  server: ['format', 'record'],
  sinks: ['os', 'format', 'record'],
  deliver: ['os', 'record'],
  encode: ['format', 'record'],
  transform: ['expression', 'format', 'record'],
  decode: ['format', 'record'],
  tail: ['os', 'format', 'record'],
  discover: ['os', 'record'],
  checkpoint: ['os', 'record'],
  os: ['format', 'record'],
  expression: [],
  record: ['format'],
  format: [],
};
/** The only file outside a folder: what a program gets that imports podtail. */
const ENTRY = 'index.ts';

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

describe('the folders and imports of src', () => {
  const order = Object.keys(ALLOWED);

  for (const file of files.filter((name) => name !== ENTRY)) {
    it(`src/${file} imports only from the folders that its row allows`, () => {
      const room = roomOf(file);
      const allowed = ALLOWED[room];
      assert.ok(allowed !== undefined, `${room} has no row in the table`);
      for (const imported of importsOf(file)) {
        const importedRoom = roomOf(imported);
        assert.ok(importedRoom === room || allowed.includes(importedRoom), `it imports ${imported}`);
      }
    });
  }

  it('have a row for every folder, and no row without a folder', () => {
    assert.deepEqual([...new Set(files.map(roomOf))].sort(), [...order, ENTRY].sort());
  });

  it('let a folder import only from folders below it, so that imports go one way', () => {
    for (const [room, allowed] of Object.entries(ALLOWED)) {
      for (const below of allowed) assert.ok(order.indexOf(below) > order.indexOf(room), `${room} imports ${below}`);
    }
  });

  it('allow no import that no file uses', () => {
    for (const [room, allowed] of Object.entries(ALLOWED)) {
      const used = new Set(
        files.filter((file) => roomOf(file) === room).flatMap((file) => importsOf(file).map(roomOf)),
      );
      assert.deepEqual(
        allowed.filter((below) => !used.has(below)),
        [],
        room,
      );
    }
  });

  it('have no file of more than 300 lines', () => {
    const long = files.filter((file) => fs.readFileSync(path.join(source, file), 'utf8').split('\n').length > 301);
    assert.deepEqual(long, []);
  });

  it('have no circular imports', () => {
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
