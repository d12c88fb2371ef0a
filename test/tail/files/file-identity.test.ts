import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ByteSource, openByteSource } from '../../../src/tail/files/byte-source.js';
import { hashBefore, isSame, readFirstLine, readHead, sameHead } from '../../../src/tail/files/file-identity.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** Makes a file of that content and opens it. */
function sourceOf(t: TestContext, content: string | Buffer, name = 'a.log'): ByteSource {
  const file = path.join(temporaryFolder(t), name);
  fs.writeFileSync(file, content);
  const source = openByteSource(fs.openSync(file, 'r'), file);
  t.after(() => source.close());
  return source;
}

const LONG = 'x'.repeat(1024);

describe('the first line of a file', () => {
  it('differs from one that begins alike for longer than a head, by the time at its end', (t) => {
    const [one, other] = ['1', '2'].map((time) => readFirstLine(sourceOf(t, `${LONG.repeat(20)}${time}\nmore\n`)));
    assert.equal(one?.length, LONG.length * 20 + 2);
    assert.ok(!isSame(one!, other!));
  });

  const heads = ['', 'half a line', 'one\ntwo\n', `${LONG.slice(1)}\nmore\n`];
  it('is the head if it is no longer', (t) => {
    for (const content of heads) {
      const source = sourceOf(t, content);
      assert.deepEqual(readFirstLine(source), readHead(source));
    }
  });

  it('is the same of a compressed file', (t) => {
    const content = `${LONG.repeat(3)}\nmore\n`;
    assert.deepEqual(readFirstLine(sourceOf(t, gzipSync(content), 'a.log.gz')), readFirstLine(sourceOf(t, content)));
  });
});

describe('the head of a file', () => {
  const lengths: readonly (readonly [name: string, content: string, length: number])[] = [
    ['the first line with its newline', 'one\ntwo\n', 4],
    ['an empty first line', '\none\n', 1],
    ['what there is of a half line (11: 40-byte files are read)', 'x'.repeat(40), 40],
    ['nothing of an empty file (11: empty files are read)', '', 0],
    ['1,024 bytes of a longer line', `${LONG}more\n`, 1024],
    ['1,024 bytes where the newline comes right after', `${LONG}\n`, 1024],
    ['a whole line of 1,024 bytes', `${LONG.slice(1)}\nmore\n`, 1024],
  ];
  for (const [name, content, length] of lengths) {
    it(`is ${name}`, (t) => {
      assert.equal(readHead(sourceOf(t, content)).length, length);
    });
  }

  it('is a hash of 32 hexadecimal digits, the same in every run', (t) => {
    assert.deepEqual(readHead(sourceOf(t, 'one\n')), { length: 4, hash: '2c8b08da5ce60398e1f19af0e5dccc74' });
  });

  const comparisons: readonly (readonly [saved: string, now: string, same: boolean, name: string])[] = [
    ['one\n', 'one\ntwo\n', true, 'is known again when the file has grown'],
    ['on', 'one\ntwo\n', true, 'of half a line is known again when the line is whole'],
    ['', 'one\n', true, 'of an empty file is that of any file'],
    ['', '', true, 'of an empty file is that of an empty file'],
    ['one\n', '', false, 'is not an empty file’s'],
    ['one\n', 'on', false, 'is not that of a file which is shorter'],
    ['one\n', 'one more\n', false, 'is not that of a line which begins so'],
    ['one\n', 'two\n', false, 'is not another line’s of that length (10: inode reuse)'],
    ['one\ntwo\n', 'new\nand longer\n', false, 'is not that of a file written anew, even if larger (6: copytruncate)'],
    [`${LONG}a\n`, `${LONG}b\n`, true, 'tells nothing past 1,024 bytes (11: same-first-KB files need the inode)'],
  ];
  for (const [saved, now, same, name] of comparisons) {
    it(name, (t) => {
      assert.equal(sameHead(readHead(sourceOf(t, saved)), sourceOf(t, now)), same);
    });
  }

  it('is the same after compression (3: the backlog is gzipped before it is read)', (t) => {
    const plain = sourceOf(t, 'one\ntwo\n');
    const gzipped = sourceOf(t, gzipSync('one\ntwo\n'), 'a.log.1.gz');
    assert.deepEqual(readHead(gzipped), readHead(plain));
    assert.ok(sameHead(readHead(plain), gzipped));
    assert.deepEqual(hashBefore(gzipped, 6), hashBefore(plain, 6));
  });

  it('that no podtail can have saved belongs to no file', (t) => {
    assert.equal(sameHead({ length: 1e12, hash: '' }, sourceOf(t, 'one\n')), false);
  });

  it('does not exist for a .gz that is still empty', (t) => {
    const source = sourceOf(t, '', 'a.log.1.gz');
    assert.throws(() => readHead(source), { code: 'Z_BUF_ERROR' });
  });
});

describe('the hash of the bytes before an offset', () => {
  const before = `${LONG}one\ntwo\n`;

  it('distinguishes files that begin alike (11: same-first-KB files are told apart)', (t) => {
    const one = hashBefore(sourceOf(t, before), before.length);
    assert.equal(one.length, 1024);
    assert.ok(isSame(one, hashBefore(sourceOf(t, `${before}and more\n`), before.length)));
    assert.ok(!isSame(one, hashBefore(sourceOf(t, `${LONG}one\nnew\n`), before.length)));
  });

  it('covers fewer bytes near the start, and none at it', (t) => {
    const source = sourceOf(t, before);
    assert.equal(hashBefore(source, 10).length, 10);
    assert.equal(hashBefore(source, 0).length, 0);
  });

  it('covers fewer bytes if the file ends earlier (12: saved offset beyond the end)', (t) => {
    const saved = hashBefore(sourceOf(t, before), before.length);
    const cut = sourceOf(t, before.slice(0, -2));
    assert.equal(hashBefore(cut, before.length).length, 1022);
    assert.ok(!isSame(saved, hashBefore(cut, before.length)));
    assert.equal(hashBefore(sourceOf(t, 'short\n'), 5000).length, 0);
  });
});
