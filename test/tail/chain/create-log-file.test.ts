import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLogFile, type Reading } from '../../../src/tail/chain/create-log-file.js';
import type { OpenedFile } from '../../../src/tail/chain/find-unread.js';
import type { LogFile } from '../../../src/tail/chain/log-file.js';
import { fingerprintOf } from '../../../src/tail/files/file-identity.js';
import { isRewritten } from '../../../src/tail/read/read-file.js';
import type { TailOptions } from '../../../src/tail/tail-options.js';

/** Begins to follow a file that has one content at the first read, and another one at each later read. */
function begin(opened: Partial<OpenedFile>, [first, later]: readonly [string, string]): LogFile {
  const contents = [first];
  const bytes = {
    isCompressed: false,
    standsAt: { device: 1n, inode: 1n, bornAt: undefined },
    sizeOnDisk: () => later.length,
    modified: () => 0n,
    read: (target: Buffer, length: number, position: number) =>
      Buffer.from(contents.pop() ?? later).copy(target, 0, position, position + length),
  };
  const file = { bytes, size: first.length, from: { offset: 0 }, followsGap: false, ...opened };
  const progress = { open: () => {} } as unknown as TailOptions['progress'];
  const options = { progress, now: () => 0, wallTime: () => 0 };
  return createLogFile({ source: {} } as Reading, file as unknown as OpenedFile, options);
}

const fingerprint = (text: string) => fingerprintOf(Buffer.from(text));

it('a file whose first line is complete is recognised by it, even if it is truncated right after the read (6: copytruncate: lost)', () => {
  assert.deepEqual(begin({}, ['one\ntwo\n', '']).head, fingerprint('one\n'));
});

it('a file that begins otherwise than when it was found counts as rewritten (6: copytruncate: lost, disordered)', () => {
  for (const [isWhole, then] of [
    [true, 'one\n'],
    [false, 'on'],
  ] as const) {
    const start = { head: fingerprint(then), isWhole };
    assert.equal(isRewritten(begin({ start }, ['two\nthree\n', 'two\nthree\n'])), true, then);
    assert.equal(isRewritten(begin({ start }, ['one\nthree\n', 'one\nthree\n'])), false, then);
  }
});

it('a file that is resumed is recognised by what was read, even if it is rewritten right after it was found (6: copytruncate: strange)', () => {
  const past = { before: fingerprint('banner\none\n'), offset: 11 };
  const from = { offset: 11 };
  for (const [beforeAt, offset] of [
    [undefined, 11],
    [11, 7],
  ]) {
    const opened = { past: { ...past, beforeAt, offset }, from: { ...from, offset } } as unknown as OpenedFile;
    const later = 'banner\ntwo\nthree\n';
    assert.equal(isRewritten(begin(opened, [later, later])), true);
    assert.equal(isRewritten(begin(opened, ['banner\none\ntwo\n', 'banner\none\ntwo\n'])), false);
  }
});
