import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FileMemory, type RememberedFile } from '../../../src/tail/chain/file-memory.js';
import { type ByteSource, openByteSource } from '../../../src/tail/files/byte-source.js';
import { hashBefore, readHead } from '../../../src/tail/files/file-identity.js';
import { marksAtLineEnds } from '../../../src/tail/files/identity.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const TEXT = 'first line\nsecond line\nthird line\n';
const READ = 'first line\nsecond line\n'.length;

/** Opens a file of that content, as the tail does, under an inode of the test's choice. */
function fileOf(t: TestContext, content: string | Buffer, { inode = 7n, name = 'a.log.1' } = {}) {
  const file = path.join(temporaryFolder(t), name);
  fs.writeFileSync(file, content);
  const bytes = openByteSource(fs.openSync(file, 'r'), file);
  t.after(() => bytes.close());
  return { device: 1n, inode, bytes };
}

/** The same file, read in another way. */
function withRead(bytes: ByteSource, read: ByteSource['read']): ByteSource {
  return {
    isCompressed: bytes.isCompressed,
    read,
    readStored: (target, length, position) => bytes.readStored(target, length, position),
    dropCache: () => bytes.dropCache(),
    isDeleted: () => bytes.isDeleted(),
    sizeOnDisk: () => bytes.sizeOnDisk(),
    modified: () => bytes.modified(),
    bornAt: () => bytes.bornAt(),
    birth: () => bytes.birth(),
    close: () => bytes.close(),
  };
}

function remembered(
  t: TestContext,
  content: string,
  offset: number,
  options: Partial<RememberedFile> = {},
): RememberedFile {
  const { device, inode, bytes } = fileOf(t, content);
  const [head, before] = [readHead(bytes), hashBefore(bytes, offset)];
  return { device, inode, head, offset, before, size: content.length, done: false, ...options };
}

describe('a file is recognised', () => {
  it('by its inode and its beginning, when it has grown', (t) => {
    const memory = new FileMemory([remembered(t, TEXT, READ)]);
    assert.equal(memory.recall(fileOf(t, `${TEXT}more\n`))?.offset, READ);
  });

  it('when its first line was incomplete', (t) => {
    const memory = new FileMemory([remembered(t, 'first', 5)]);
    assert.equal(memory.recall(fileOf(t, TEXT))?.offset, 5);
  });

  it('by its content when it was compressed meanwhile (3: the backlog is gzipped before it is read)', (t) => {
    const memory = new FileMemory([remembered(t, TEXT, READ)]);
    const gzipped = fileOf(t, gzipSync(TEXT), { inode: 8n, name: 'a.log.1.gz' });
    assert.equal(memory.recall(gzipped)?.offset, READ);
    assert.deepEqual(
      memory.files.map(({ inode }) => inode),
      [8n],
    );
  });
});

describe('a shorter file that begins as a read one counts as a copy of it', () => {
  const entry = (text: string, time: string): string => `{"log":"${text}","stream":"stdout","time":"${time}"}\n`;
  const short = 'a line\\n';
  const long = 'x'.repeat(2_000);
  const cases: readonly (readonly [what: string, read: string, found: string, isKnown: boolean])[] = [
    ['if its first line has the same time', entry(short, '1') + entry(short, '2'), entry(short, '1'), true],
    ['unless its first line has another time', entry(short, '1') + entry(short, '2'), entry(short, '3'), false],
    [
      'unless a long first line has another time, which Docker writes at its end',
      entry(long, '1') + entry(long, '2'),
      entry(long, '3'),
      false,
    ],
    [
      'if a long first line was read to its end, and has the same time',
      entry(long, '1') + entry(long, '2'),
      entry(long, '1'),
      true,
    ],
  ];
  for (const [what, read, found, isKnown] of cases) {
    it(what, (t) => {
      const end = read.indexOf('\n') + 1;
      const mark = { at: end, fingerprint: hashBefore(fileOf(t, read).bytes, end, 256) };
      const past = remembered(t, read, read.length, { id: 'one', marks: [mark] });
      const memory = new FileMemory([past]);
      const copy = fileOf(t, found, { inode: 8n });
      assert.equal(
        memory.recall(
          copy,
          () => false,
          () => false,
        ) !== undefined,
        isKnown,
      );
    });
  }

  it('if it ends with one of the last lines of a short file, and all before is the same', (t) => {
    const [first, late] = ['banner\none\n', 'late\nlater\n'];
    const read = first + late;
    const marks = marksAtLineEnds(fileOf(t, read).bytes, read.length);
    assert.deepEqual(
      marks.map(({ at }) => at),
      [11, 16, 22],
    );
    const isKnown = (found: string): boolean => {
      const memory = new FileMemory([remembered(t, read, read.length, { marks })]);
      const never = (): boolean => false;
      return memory.recall(fileOf(t, found, { inode: 8n }), never, never) !== undefined;
    };
    const cases = [first, `${first}late\n`, 'banner\ntwo\n', 'banner\n', 'banner\non', `${first}la`];
    assert.deepEqual(cases.map(isKnown), [true, true, false, false, false, false]);
  });

  it('unless nothing known ends within it and has a time', (t) => {
    const memory = new FileMemory([remembered(t, entry(long, '1') + entry(long, '2'), 4_080, { id: 'one' })]);
    const other = fileOf(t, entry(long, '3'), { inode: 8n });
    const noCopy = (): boolean => false;
    assert.equal(memory.recall(other, noCopy, noCopy), undefined);
  });
});

describe('an open compressed file', () => {
  const ids = (t: TestContext, id: string): readonly bigint[] => {
    const memory = new FileMemory([remembered(t, TEXT, READ, { id: 'one' })]);
    memory.displace({ device: 1n, inode: 7n }, id);
    return memory.files.map(({ inode }) => inode);
  };

  it('owns its inode: what was remembered under it has moved (10: inode reuse)', (t) => {
    assert.deepEqual(ids(t, 'two'), [0n]);
  });

  it('is the file that was remembered under its inode with the same id', (t) => {
    assert.deepEqual(ids(t, 'one'), [7n]);
  });
});

describe('a file is not recognised', () => {
  const cases: readonly (readonly [name: string, content: string, inode: bigint])[] = [
    ['another one on the same inode (10: inode reuse)', 'other line\nsecond line\nthird line\n', 7n],
    [
      'one that was written anew from its first line on, and is as long (6: copytruncate)',
      'first line\nanother line\nand one more\n',
      7n,
    ],
    [
      'one with the same first line on another inode (11: fingerprints confuse files)',
      'first line\nsecond lime\nthird line\n',
      8n,
    ],
    ['one that is shorter than what was read (12: saved offset beyond the end)', 'first line\n', 7n],
    ['an empty one', '', 7n],
  ];
  for (const [name, content, inode] of cases) {
    it(`if it is ${name}`, (t) => {
      const memory = new FileMemory([remembered(t, TEXT, READ)]);
      assert.equal(memory.recall(fileOf(t, content, { inode })), undefined);
    });
  }

  it('by the inode of a file that was empty', (t) => {
    const memory = new FileMemory([remembered(t, '', 0, { done: true })]);
    assert.equal(memory.recall(fileOf(t, gzipSync(TEXT), { name: 'a.log.1.gz' })), undefined);
  });

  it('under another name if nothing is remembered of the bytes before its offset', (t) => {
    const memory = new FileMemory([remembered(t, TEXT, READ, { before: { length: 0, hash: '' } })]);
    assert.equal(memory.recall(fileOf(t, TEXT, { inode: 8n })), undefined);
  });
});

describe('the memory of files', () => {
  it('has only one file for an inode that another one had before (5: the whole file is read again; 10: inode reuse)', (t) => {
    const memory = new FileMemory([remembered(t, TEXT, READ), remembered(t, 'gone\n', 5, { inode: 8n, done: true })]);
    memory.recall(fileOf(t, gzipSync(TEXT), { inode: 8n, name: 'a.log.1.gz' }));
    assert.deepEqual(
      memory.files.map(({ inode, offset }) => [inode, offset]),
      [
        [8n, READ],
        [0n, 5],
      ],
    );
  });

  it('reads a compressed file once to recognise it, unless another file has its inode now (10: inode reuse)', (t) => {
    const memory = new FileMemory([remembered(t, TEXT, READ)]);
    const gzipped = fileOf(t, gzipSync(TEXT), { inode: 8n, name: 'a.log.1.gz' });
    let reads = 0;
    const read: typeof gzipped.bytes.read = (...where) => {
      reads++;
      return gzipped.bytes.read(...where);
    };
    const file = { ...gzipped, bytes: withRead(gzipped.bytes, read), modifiedAt: 5n };
    assert.equal(memory.recall(file)?.offset, READ);
    const before = reads;
    assert.equal(memory.recall(file)?.offset, READ);
    assert.equal(reads, before);
    const other = fileOf(t, gzipSync('other line\n'), { inode: 8n, name: 'a.log.2.gz' });
    assert.equal(memory.recall({ ...other, modifiedAt: 6n }), undefined);
  });

  it('reads another file on the same inode that was written in the same clock tick (model, copytruncate 879: lost)', (t) => {
    const memory = new FileMemory([remembered(t, TEXT, READ)]);
    const gzipped = fileOf(t, gzipSync(TEXT), { inode: 8n, name: 'a.log.1.gz' });
    assert.equal(memory.recall({ ...gzipped, modifiedAt: 5n, size: 30 })?.offset, READ);
    const other = fileOf(t, gzipSync('other line\n'), { inode: 8n, name: 'a.log.2.gz' });
    assert.equal(memory.recall({ ...other, modifiedAt: 5n, size: 31 }), undefined);
  });

  it('reads a compressed file once from start to end, not again for each possible match', (t) => {
    const line = `${'x'.repeat(2_000)}\n`;
    const pasts = [4, 2, 3].map((lines) =>
      remembered(t, `${line.repeat(lines)}of ${lines}\n`, lines * line.length + 5),
    );
    const gzipped = fileOf(t, gzipSync(`${line.repeat(4)}of 5\n`), { inode: 8n, name: 'a.log.1.gz' });
    const places: number[] = [];
    const read: typeof gzipped.bytes.read = (target, length, position) => {
      if (position > 0) places.push(position);
      return gzipped.bytes.read(target, length, position);
    };
    const memory = new FileMemory(pasts);
    assert.equal(memory.recall({ ...gzipped, bytes: withRead(gzipped.bytes, read) }), undefined);
    assert.equal(places.length, pasts.length);
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    );
  });

  it('recognises a file by its content before the damage', (t) => {
    const whole = `${TEXT}fourth line\n`;
    const gzipped = fileOf(t, gzipSync(whole), { inode: 8n, name: 'a.log.1.gz' });
    const read: typeof gzipped.bytes.read = (target, length, position) => {
      if (position + length > READ) throw new Error('damaged');
      return gzipped.bytes.read(target, length, position);
    };
    const file = { ...gzipped, bytes: withRead(gzipped.bytes, read) };
    const deeper = remembered(t, whole, whole.length, { inode: 9n });
    assert.equal(new FileMemory([deeper, remembered(t, TEXT, READ)]).recall(file)?.offset, READ);
    assert.throws(() => new FileMemory([deeper]).recall(file), /damaged/);
  });

  it('is certain about a file in the same place, unless almost nothing of it was read', (t) => {
    const text = `${TEXT}${'x'.repeat(2_000)}\n`;
    const memory = new FileMemory([remembered(t, text, text.length), remembered(t, TEXT, READ, { inode: 9n })]);
    assert.equal(memory.isInPlace(fileOf(t, text)), true);
    assert.equal(memory.isInPlace(fileOf(t, text, { inode: 8n })), false);
    assert.equal(memory.isInPlace(fileOf(t, 'other line\n')), false);
    assert.equal(memory.isInPlace(fileOf(t, TEXT, { inode: 9n })), false);
  });

  it('forgets deleted files, and returns them', (t) => {
    const memory = new FileMemory([remembered(t, TEXT, READ), remembered(t, TEXT, READ, { inode: 9n })]);
    assert.deepEqual(
      memory.keepOnly(({ inode }) => inode === 9n).map(({ inode }) => inode),
      [7n],
    );
    assert.deepEqual(
      memory.files.map(({ inode }) => inode),
      [9n],
    );
  });
});

describe('a compressed file of which little was read is recognised', () => {
  const banner = 'banner\n';
  const gzipped = (t: TestContext, content: string) => fileOf(t, gzipSync(content), { inode: 8n, name: 'a.log.1.gz' });

  it('if it ends as the one that was read to its end', (t) => {
    const memory = new FileMemory([remembered(t, banner, banner.length, { done: true })]);
    assert.equal(memory.recall(gzipped(t, banner))?.done, true);
  });

  it('but not if it has more than the one that was read to its end (11: same-first-KB files)', (t) => {
    const memory = new FileMemory([remembered(t, banner, banner.length, { done: true })]);
    assert.equal(memory.recall(gzipped(t, `${banner}more\n`)), undefined);
  });

  it('but not if it has less than was seen', (t) => {
    const memory = new FileMemory([remembered(t, banner, banner.length, { size: banner.length + 5 })]);
    assert.equal(memory.recall(gzipped(t, banner)), undefined);
  });
});

describe('a file is recognised by its creation time', () => {
  it('so that another one with its inode and beginning is not mistaken for it (10: inode reuse)', (t) => {
    const memory = new FileMemory([remembered(t, TEXT, READ, { bornAt: 5n })]);
    assert.equal(memory.isInPlace({ ...fileOf(t, TEXT), bornAt: 6n }), false);
    assert.equal(memory.isInPlace({ ...fileOf(t, TEXT), bornAt: 5n }), true);
  });
});
