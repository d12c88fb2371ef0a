import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ByteSource, openByteSource } from '../../../src/tail/files/byte-source.js';
import { readFixture } from '../../support/fixture.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** What `zstd` 1.5.4 made of 12,000 lines: two frames, one by level 3, one by level 19. */
const STORED = readFixture('zstd/lines.log.1.zst');
const CONTENT = Array.from({ length: 12_000 }, (_, index) => `line ${index + 1} of a log\n`).join('');

function sourceOf(t: TestContext, stored: Uint8Array): ByteSource {
  const file = path.join(temporaryFolder(t), 'lines.log.1.zst');
  fs.writeFileSync(file, stored);
  const source = openByteSource(fs.openSync(file, 'r'), file);
  t.after(() => source.close());
  return source;
}

/** Reads on from a position until nothing comes, or an error does. */
function readOn(source: ByteSource, position = 0, step = 1000): { content: string; error?: NodeJS.ErrnoException } {
  const target = Buffer.alloc(step);
  let content = '';
  try {
    for (let length = -1; length !== 0; content += target.toString('latin1', 0, length)) {
      length = source.read(target, step, position + content.length);
    }
    return { content };
  } catch (error) {
    return { content, error: error as NodeJS.ErrnoException };
  }
}

describe('a file that zstd has compressed', () => {
  it('counts as compressed', (t) => {
    assert.equal(sourceOf(t, STORED).isCompressed, true);
  });

  it('is read whole, in all its frames', (t) => {
    assert.equal(readOn(sourceOf(t, STORED)).content, CONTENT);
  });

  it('resumes inside the file, and again from an earlier position', (t) => {
    const source = sourceOf(t, STORED);
    assert.equal(readOn(source, 200_000).content, CONTENT.slice(200_000));
    assert.equal(readOn(source, 10).content, CONTENT.slice(10));
  });

  it('that is cut is read up to the cut, and then reported as cut', (t) => {
    const { content, error } = readOn(sourceOf(t, STORED.subarray(0, STORED.length - 100)));
    assert.ok(content.length > CONTENT.length / 2 && CONTENT.startsWith(content));
    assert.equal(error?.code, 'Z_BUF_ERROR');
    assert.match(error.message, /lines\.log\.1\.zst ends in the middle of its zstd data/);
  });

  it('that is damaged is reported as damaged', (t) => {
    const damaged = Buffer.concat([STORED.subarray(0, 9), Buffer.alloc(STORED.length - 9, 0xff)]);
    const { error } = readOn(sourceOf(t, damaged));
    assert.equal(error?.code, 'Z_DATA_ERROR');
  });

  it('with text under such a name is plain', (t) => {
    assert.equal(sourceOf(t, Buffer.from('text\n')).isCompressed, false);
  });
});
