import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenFile } from '../../../src/tail/chain/open-file.js';
import { withoutTwins } from '../../../src/tail/chain/without-twins.js';

function fileOf(inode: bigint, content: string, is: { isCompressed?: boolean; isVanished?: boolean }): OpenFile {
  const { isCompressed = false, isVanished = false } = is;
  const stored = Buffer.from(content);
  const bytes = {
    read: (target: Buffer, length: number, position: number) => stored.copy(target, 0, position, position + length),
    ...{ isCompressed, bornAt: () => inode, close() {} },
  };
  return { device: 1n, inode, bytes, size: stored.length, target: '/logs/a', isVanished } as unknown as OpenFile;
}

describe('a file that was compressed while it was open', () => {
  const content = '2026-01-02T15:04:05Z stdout F text\n';
  const other = fileOf(1n, 'other\n', {});
  const plain = fileOf(2n, content, { isVanished: true });

  it('has the place and the name of its compressed file', () => {
    const compressed = fileOf(3n, content, { isCompressed: true });
    assert.deepEqual(withoutTwins([plain, compressed, other]), [{ ...plain, isVanished: false }, other]);
  });

  it('counts as deleted if its compressed file was deleted too, with what followed it (model, cri 845: strange)', () => {
    const compressed = fileOf(3n, content, { isCompressed: true, isVanished: true });
    assert.deepEqual(withoutTwins([plain, compressed, other]), [plain, other]);
  });

  it('replaces no other file', () => {
    const compressed = fileOf(3n, 'another\n', { isCompressed: true });
    assert.deepEqual(withoutTwins([plain, compressed]), [plain, compressed]);
  });
});
