import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RememberedFile } from '../../../src/tail/chain/file-memory.js';
import type { LogFile } from '../../../src/tail/chain/log-file.js';
import { placeRests } from '../../../src/tail/chain/place-rests.js';
import { NO_BYTES } from '../../../src/tail/files/file-identity.js';

function known(inode: bigint, done: boolean): RememberedFile {
  return { device: 1n, inode, head: NO_BYTES, before: NO_BYTES, offset: 0, size: 0, done };
}

function file(inode: bigint, about: Partial<LogFile>): LogFile {
  const bytes = {
    isCompressed: false,
    read: () => 0,
    standsAt: { device: 1n, inode },
  };
  return { inode, bytes, hasPast: true, rest: undefined, followsGap: false, ...about } as unknown as LogFile;
}

test('a saved rest stands before a new file that has the inode of one that was read before (torture 9001: disordered)', () => {
  const rest = file(2n, { rest: {} as LogFile['rest'] });
  const made = file(1n, { hasPast: false });
  const live = file(3n, { hasPast: false });
  const files = [rest, made, live];
  placeRests(files, {
    known: [known(1n, true), known(2n, false)],
    before: [rest],
    found: undefined,
    live,
    isUnbegun: true,
  });
  assert.deepEqual(
    files.map(({ inode }) => inode),
    [2n, 1n, 3n],
  );
});
