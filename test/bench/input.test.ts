import assert from 'node:assert/strict';
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { parseLine } from '../../bench/contenders/parse-line.js';
import { writeInput } from '../../bench/inputs/input.js';
import { MESSAGE_BYTES } from '../../bench/inputs/message.js';
import { PROFILES } from '../../bench/plan.js';
import type { InputProfile } from '../../bench/result.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const SEED = 7;
const USUAL: InputProfile = { format: 'docker', length: 'usual', escapes: 'few' };
/** A message of many escapes ends with a whole fragment, so it may be longer by as much. */
const FRAGMENT_BYTES = 20;

for (const profile of PROFILES) {
  const { format, length, escapes } = profile;

  test(`every line of ${length} ${format} input with ${escapes} escapes has the form that the runtime writes`, (context) => {
    const input = writeInput(join(temporaryFolder(context), 'input'), profile, { bytes: 100_000, files: 1 }, SEED);
    const text = readFileSync(input.tree.runs[0]!.files.path, 'utf8');
    assert.equal(Buffer.byteLength(text), input.bytes);
    assert.ok(input.bytes >= 100_000);
    assert.equal(text.at(-1), '\n');

    const lines = text.slice(0, -1).split('\n');
    assert.equal(lines.length, input.lines);
    for (const line of lines) {
      const { time, stream, message } = parseLine(format, line);
      assert.match(time, /^2026-11-23T\d\d:\d\d:\d\d(\.\d{1,9})?(Z|\+00:00)$/);
      assert.match(stream, /^std(out|err)$/);
      assertLength(message, MESSAGE_BYTES[length]);
      if (escapes === 'many') assertApplicationJson(message);
    }
    assert.ok(lines.some((line) => line.includes('stderr')));
  });
}

test('plain text contains CJK characters', (context) => {
  const input = writeInput(join(temporaryFolder(context), 'input'), USUAL, { bytes: 10_000, files: 1 }, SEED);
  assert.match(readFileSync(input.tree.runs[0]!.files.path, 'utf8'), /\p{Script=Han}/u);
});

test('the same seed gives the same input, and another seed gives another one', (context) => {
  const folder = temporaryFolder(context);
  const bytesOf = (name: string, seed: number): string => {
    const { tree } = writeInput(join(folder, name), USUAL, { bytes: 10_000, files: 2 }, seed);
    return tree.runs.map((run) => `${basename(run.files.liveFile)} ${readFileSync(run.files.path, 'utf8')}`).join();
  };
  const first = bytesOf('first', SEED);
  assert.equal(bytesOf('second', SEED), first);
  assert.notEqual(bytesOf('third', SEED + 1), first);
});

test('many files share the same bytes, and each has its own pod and link', (context) => {
  const folder = join(temporaryFolder(context), 'input');
  const { tree, bytes } = writeInput(folder, USUAL, { bytes: 30_000, files: 3 }, SEED);
  const sizes = tree.runs.map((run) => statSync(run.files.path).size);
  assert.ok(sizes.every((size) => size >= 10_000 && size < 11_000));
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    bytes,
  );
  assert.equal(new Set(tree.runs.map((run) => run.uid)).size, 3);
  assert.ok(tree.runs.every((run) => lstatSync(run.files.path).isSymbolicLink()));
});

test('an input of 0 bytes is an empty file', (context) => {
  const input = writeInput(join(temporaryFolder(context), 'input'), USUAL, { bytes: 0, files: 1 }, SEED);
  assert.deepEqual([input.bytes, input.lines], [0, 0]);
  assert.equal(statSync(input.tree.runs[0]!.files.path).size, 0);
});

/** Around `bytes`, by 20%; a cut within a character takes up to three more. */
function assertLength(message: string, bytes: number): void {
  const length = Buffer.byteLength(message);
  assert.ok(length >= bytes * 0.8 - 3 && length <= bytes * 1.2 + FRAGMENT_BYTES, `${length} bytes: ${message}`);
}

function assertApplicationJson(message: string): void {
  const [name, json] = message.split('\t');
  assert.equal(name, 'app');
  assert.equal(typeof JSON.parse(json!).detail, 'string');
}
