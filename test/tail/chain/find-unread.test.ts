import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileMemory, type RememberedFile } from '../../../src/tail/chain/file-memory.js';
import { findUnread } from '../../../src/tail/chain/find-unread.js';
import type { OpenFile } from '../../../src/tail/chain/open-file.js';
import { hashBefore, NO_BYTES, readHead } from '../../../src/tail/files/file-identity.js';
import { createSpokenDiagnostics } from '../../support/spoken-diagnostics.js';

const options = {
  lingering: [],
  unreadable: [],
  isFirstLook: false,
  latestPlace: undefined,
  passOver: false,
  diagnostics: createSpokenDiagnostics(),
};

/** A file that was opened, with its content. */
function openFile(inode: bigint, text: string, { isCompressed = false, bornAt = 5n } = {}): OpenFile {
  const content = Buffer.from(text);
  const bytes = {
    read: (target: Buffer, length: number, position: number) => content.copy(target, 0, position, position + length),
    ...{
      bornAt: () => bornAt,
      modified: () => bornAt,
      sizeOnDisk: () => content.length,
      isDeleted: () => false,
      close() {},
    },
    ...{ isCompressed, isGone: false, standsAt: { device: 1n, inode, bornAt } },
  };
  const opened = { device: 1n, inode, bornAt, bytes, target: '/logs/a.1', size: content.length };
  return opened as unknown as OpenFile;
}

/** What is remembered of it once all is read. */
function readFile({ device, inode, bornAt, bytes, size }: OpenFile, id: string): RememberedFile {
  const before = hashBefore(bytes, size);
  return { device, inode, bornAt, head: readHead(bytes), offset: size, before, size, done: true, id };
}

test('a compressed file is recognised by its content, even if an open file has its old inode and creation time (model, copytruncate 1059)', () => {
  const copy = openFile(2n, 'read before\n', { isCompressed: true });
  const past = { ...readFile(copy, 'past'), inode: 1n };
  const open = readFile(openFile(1n, 'read now\n'), 'open');
  const { unread } = findUnread({ ...options, rotated: [copy], open: [open], memory: new FileMemory([past]) });
  assert.deepEqual(unread, []);
});

test('a copy of the live file is not read as well, even if an earlier podtail saw it unread (model, copytruncate of Docker 365)', () => {
  const live = openFile(1n, 'all of it\nand more\n');
  const copy = openFile(2n, 'all of', { bornAt: 6n });
  const past = { ...readFile(copy, 'past'), offset: 0, before: NO_BYTES, done: false };
  const { unread } = findUnread({ ...options, rotated: [copy], live, open: [], memory: new FileMemory([past]) });
  assert.deepEqual(unread, []);
});

test('a skipped compressed file counts as read at the next look, for any uncompressed size', () => {
  const memory = new FileMemory([]);
  // On disk it is shorter than what is in it.
  const file = { ...openFile(1n, 'one\ntwo\nthree\n', { isCompressed: true }), size: 5 };
  findUnread({ ...options, rotated: [file], open: [], memory, passOver: true });
  const { unread } = findUnread({ ...options, rotated: [file], open: [], memory });
  assert.deepEqual(unread, []);
});

test('a skipped file counts as read after it is compressed under another inode', () => {
  const memory = new FileMemory([]);
  findUnread({ ...options, rotated: [openFile(1n, 'one\ntwo\n')], open: [], memory, passOver: true });
  const { unread } = findUnread({
    ...options,
    rotated: [openFile(2n, 'one\ntwo\n', { isCompressed: true, bornAt: 6n })],
    open: [],
    memory,
  });
  assert.deepEqual(unread, []);
});
