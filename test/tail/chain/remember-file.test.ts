import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import type { LogFile } from '../../../src/tail/chain/log-file.js';
import { rememberByEnd, rememberFile } from '../../../src/tail/chain/remember-file.js';
import { fingerprintOf } from '../../../src/tail/files/file-identity.js';
import { SeenBytes } from '../../../src/tail/read/seen-bytes.js';
import { createTailRoom, followFile } from '../../support/tail-room.js';

const STANDS_AT = { device: 1n, inode: 1n, bornAt: undefined };

describe('what is remembered of a file', () => {
  for (const [name, lines] of [
    ['is shorter', ['new']],
    ['is longer', ['three', 'four', 'five']],
  ] as const) {
    it(`is what was read, even if the file was rewritten since and ${name} (6: copytruncate: duplicated)`, async (t) => {
      const { room, file } = await followFile(t, 'one\ntwo\n');
      fs.copyFileSync(file, `${file}.1`);
      fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
      const remembered = room.tailer.positions();
      room.tailer.close(false);
      const next = createTailRoom(t, { folder: room.folder, remembered });
      next.add(file);
      await next.sweep();
      await next.sweep(300);
      assert.deepEqual(next.take(), lines);
    });
  }

  it('has no end if the file was rewritten since (6: copytruncate)', () => {
    const [old, anew] = [Buffer.from('one\n'), Buffer.from('three\nfour\n')];
    const bytes = {
      standsAt: STANDS_AT,
      sizeOnDisk: () => anew.length,
      read(target: Buffer, length: number, position: number, before?: Buffer) {
        if (before !== undefined) anew.copy(before, 0, position - before.length, position);
        return anew.copy(target, 0, position, position + length);
      },
    };
    const seen = new SeenBytes();
    seen.add(old, old.length);
    const file = {
      source: { path: 'a.log', metadata: {}, writtenByRuntime: false },
      bytes,
      seen,
      marks: [],
      offset: old.length,
      head: fingerprintOf(old),
      size: old.length,
    } as unknown as LogFile;
    const { before, beforeAt } = rememberByEnd(file);
    assert.deepEqual([before, beforeAt], [fingerprintOf(old), undefined]);
  });

  for (const [taken, reads] of [
    [256, 0],
    [255, 1],
  ] as const) {
    it(`is not read again if Docker wrote it and ${taken} bytes of 1,000 were taken: ${reads} reads`, () => {
      const content = Buffer.from('a line of ten bytes each\n'.repeat(40));
      let count = 0;
      const bytes = {
        standsAt: STANDS_AT,
        sizeOnDisk: () => content.length,
        read(target: Buffer, length: number, position: number, before?: Buffer) {
          if (before !== undefined) return content.copy(before, 0, position - before.length, position);
          count++;
          return content.copy(target, 0, position, position + length);
        },
      };
      const seen = new SeenBytes();
      seen.add(content.subarray(content.length - taken), taken);
      const file = {
        ...{ bytes, seen, marks: [], offset: content.length, size: content.length, head: fingerprintOf(content) },
        source: { path: 'a.log', metadata: {}, writtenByRuntime: true, containerId: 'c73e' },
      } as unknown as LogFile;
      const { before } = rememberFile(file, content.length, false);
      assert.equal(count, reads);
      assert.equal(before.length, reads === 0 ? taken : content.length);
    });
  }
});
