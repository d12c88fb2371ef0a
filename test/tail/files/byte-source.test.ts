import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type ByteSource, openByteSource } from '../../../src/tail/files/byte-source.js';
import { readFixture } from '../../support/fixture.js';
import { createSeededRandom } from '../../support/seeded-random.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

/** Writes a file and opens it; the test that opened it closes it. */
function openFile(t: TestContext, stored: Uint8Array, name = 'a.log.1.gz'): { file: string; source: ByteSource } {
  const file = path.join(temporaryFolder(t), name);
  fs.writeFileSync(file, stored);
  const source = openByteSource(fs.openSync(file, 'r'), file);
  t.after(() => source.close());
  return { file, source };
}

function sourceOf(t: TestContext, stored: Uint8Array, name?: string): ByteSource {
  return openFile(t, stored, name).source;
}

/** The same of content to gzip; the content is made in a frame of its own, so that no temporary value of the test holds it. */
function gzippedSourceOf(t: TestContext, makeContent: () => Buffer): ByteSource {
  return sourceOf(t, gzipSync(makeContent(), { level: 1 }));
}

/** One read. */
function readAt(source: ByteSource, position: number, length: number): Buffer {
  const target = Buffer.alloc(length);
  return target.subarray(0, source.read(target, length, position));
}

/** Reads on from a position until nothing comes, in reads of that many bytes, and says how it ended. */
function readOn(source: ByteSource, position = 0, step = 1000): { content: Buffer; error?: NodeJS.ErrnoException } {
  const parts: Buffer[] = [];
  for (let at = position; ; at += parts.at(-1)!.length) {
    try {
      parts.push(readAt(source, at, step));
    } catch (error) {
      return { content: Buffer.concat(parts), error: error as NodeJS.ErrnoException };
    }
    if (parts.at(-1)!.length === 0) return { content: Buffer.concat(parts) };
  }
}

/** Reads all as the tail does: whole lines are taken of each read, and the next one begins with the half line. */
function readLines(source: ByteSource, capacity: number): Buffer {
  const lines: Buffer[] = [];
  for (let at = 0, wanted = capacity; ; ) {
    const bytes = readAt(source, at, wanted);
    if (bytes.length === 0) return Buffer.concat(lines);
    const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1);
    if (whole.length === 0 && bytes.length < wanted) return Buffer.concat([...lines, bytes]);
    wanted = whole.length === 0 ? wanted * 2 : capacity;
    lines.push(whole);
    at += whole.length;
  }
}

/** Lines that compress about as logs do. */
function linesOf(bytes: number, seed = 1): Buffer {
  const random = createSeededRandom(seed);
  const lines: string[] = [];
  for (let length = 0; length < bytes; length += lines.at(-1)!.length) {
    const message = `request ${random.hex(8)} took ${random.below(1000)} ms`;
    lines.push(`{"log":"${message}\\n","stream":"stdout","time":"2023-11-06T16:08:12.${random.below(1e9)}Z"}\n`);
  }
  return Buffer.from(lines.join('')).subarray(0, bytes);
}

/** How often the file is read from its start. */
function countStarts(t: TestContext): () => number {
  const reads = t.mock.method(fs, 'readSync');
  return () => reads.mock.calls.filter(({ arguments: given }) => (given as unknown[])[4] === 0).length;
}

/** fast-check prints its seed when a property fails; with it here the run can be had again. */
const parameters = process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) };

const CONTENT = linesOf(200_000);
const ROTATED = [1, 2, 3].map((number) => `docker/rotated/cc-json.log.${number}.gz`);

describe('a byte source', () => {
  const kinds: readonly (readonly [what: string, name: string, stored: Uint8Array, isCompressed: boolean])[] = [
    ['a plain log is plain', '0.log', CONTENT, false],
    ['a .gz with gzip’s first bytes is compressed', '0.log.1.gz', gzipSync(CONTENT), true],
    ['a log that holds gzip is plain', '0.log', gzipSync(CONTENT), false],
    ['a .gz that holds text is plain', '0.log.1.gz', CONTENT, false],
    ['a .gz that is still empty will be compressed', '0.log.1.gz', Buffer.alloc(0), true],
    ['a .gz of one byte may become compressed', '0.log.1.gz', Buffer.of(0x1f), true],
    ['a .gz of one other byte is plain', '0.log.1.gz', Buffer.of(0x7b), false],
  ];
  for (const [what, name, stored, isCompressed] of kinds) {
    it(`reports that ${what}`, (t) => {
      assert.equal(sourceOf(t, stored, name).isCompressed, isCompressed);
    });
  }

  it('of a plain file returns the bytes at a position, fewer at its end, and more after it has grown', (t) => {
    const { file, source } = openFile(t, Buffer.from('one\ntwo\n'), '0.log');
    assert.equal(readAt(source, 4, 3).toString(), 'two');
    assert.equal(readAt(source, 0, 100).toString(), 'one\ntwo\n');
    assert.equal(readAt(source, 8, 100).length, 0);
    fs.appendFileSync(file, 'three\n');
    assert.equal(readAt(source, 8, 100).toString(), 'three\n');
  });
});

describe('a gzipped file', () => {
  for (const name of ROTATED) {
    it(`that dockerd has rotated is read whole: ${name}`, (t) => {
      const stored = readFixture(name);
      const source = sourceOf(t, stored);
      assert.ok(readOn(source).content.equals(gunzipSync(stored)));
      assert.ok(readLines(source, 4096).equals(gunzipSync(stored)));
    });
  }

  it('resumes inside the file (3: resumes inside the .gz at the saved uncompressed offset)', (t) => {
    const stored = readFixture(ROTATED[0]!);
    const content = gunzipSync(stored);
    const offset = content.indexOf('\n', content.length / 2) + 1;
    assert.ok(readOn(sourceOf(t, stored), offset).content.equals(content.subarray(offset)));
  });

  it('returns at any position what full decompression returns, for any members', (t) => {
    const folder = temporaryFolder(t);
    const member = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc.integer({ min: 0, max: 150_000 }).map((length) => linesOf(length, length)),
      fc.integer({ min: 0, max: 150_000 }).map((length) => Buffer.alloc(length, 'a')),
    );
    const reads = fc.array(fc.tuple(fc.double({ min: 0, max: 1.1, noNaN: true }), fc.nat(100_000)), { maxLength: 12 });
    const property = fc.property(fc.array(member, { minLength: 1, maxLength: 4 }), reads, (members, places) => {
      const content = Buffer.concat(members);
      const file = path.join(folder, 'a.gz');
      fs.writeFileSync(file, Buffer.concat(members.map((part) => gzipSync(part))));
      const source = openByteSource(fs.openSync(file, 'r'), file);
      try {
        for (const [share, length] of places) {
          const position = Math.floor(share * content.length);
          assert.ok(readAt(source, position, length).equals(content.subarray(position, position + length)));
        }
        assert.ok(readOn(source, 0, 70_000).content.equals(content));
      } finally {
        source.close();
      }
    });
    fc.assert(property, { ...parameters, numRuns: 60 });
  });

  it('of 100 MB is read with less than 1 MB of memory', (t) => {
    const block = linesOf(1_000_000);
    const blocks = 100;
    const source = gzippedSourceOf(t, () => Buffer.alloc(blocks * block.length, block));
    const target = Buffer.alloc(block.length);
    const before = bufferBytes();
    const held: number[] = [];
    for (let number = 0; number < blocks; number++) {
      assert.equal(source.read(target, target.length, number * target.length), target.length);
      assert.ok(target.equals(block));
      if (number % 20 === 0) held.push(bufferBytes() - before);
    }
    assert.equal(source.read(target, target.length, blocks * target.length), 0);
    for (const bytes of held) assertHeld(bytes);
  });

  it('with a compression ratio of a thousand needs no more memory', (t) => {
    const length = 50_000_000;
    const source = gzippedSourceOf(t, () => Buffer.alloc(length));
    const before = bufferBytes();
    assert.equal(readAt(source, length - 10, 20).length, 10);
    assertHeld(bufferBytes() - before);
  });

  it('is decompressed once if each read begins with the half line of the one before', (t) => {
    const source = sourceOf(t, gzipSync(CONTENT));
    const starts = countStarts(t);
    assert.ok(readLines(source, 10_000).equals(CONTENT));
    assert.equal(starts(), 1);
  });

  it('is decompressed only a few times more with long half lines', (t) => {
    const line = Buffer.from(`${'long '.repeat(60_000)}\n`);
    const content = Buffer.concat(Array.from({ length: 20 }, () => line));
    const source = sourceOf(t, gzipSync(content));
    const starts = countStarts(t);
    assert.ok(readLines(source, 400_000).equals(content));
    assert.ok(starts() <= 5, `${starts()} times`);
  });

  it('is not held in memory by reads from its end to its start', (t) => {
    const source = gzippedSourceOf(t, () => linesOf(5_000_000));
    const before = bufferBytes();
    for (const position of [4_999_990, 0, 4_999_990, 0]) assert.equal(readAt(source, position, 10).length, 10);
    assertHeld(bufferBytes() - before);
  });

  it('is read correctly after a position beyond its end', (t) => {
    const source = sourceOf(t, gzipSync(CONTENT));
    for (const position of [0, 100_000]) {
      assert.equal(readAt(source, position, 50).length, 50);
      assert.equal(readAt(source, CONTENT.length + 100, 10).length, 0);
      assert.ok(readAt(source, CONTENT.length - 30, 100).equals(CONTENT.subarray(-30)));
    }
  });

  it('that is padded with zero bytes ends before them', (t) => {
    const stored = Buffer.concat([gzipSync(CONTENT), Buffer.alloc(1000)]);
    assert.deepEqual(readOn(sourceOf(t, stored)), { content: CONTENT });
  });

  it('closes its descriptor', (t) => {
    const file = path.join(temporaryFolder(t), 'a.gz');
    fs.writeFileSync(file, gzipSync('one\n'));
    const descriptor = fs.openSync(file, 'r');
    openByteSource(descriptor, file).close();
    assert.throws(() => fs.fstatSync(descriptor), { code: 'EBADF' });
  });
});

describe('a damaged gzipped file', () => {
  it('that is cut anywhere is read up to the cut, which is reported, and continues when the rest comes', (t) => {
    const content = linesOf(600);
    const stored = Buffer.concat([gzipSync(content.subarray(0, 400)), gzipSync(content.subarray(400))]);
    const border = gzipSync(content.subarray(0, 400)).length;
    for (let length = 0; length < stored.length; length++) {
      if (length === border) continue;
      const { file, source } = openFile(t, stored.subarray(0, length));
      const cut = readOn(source, 0, 50);
      assert.ok(content.subarray(0, cut.content.length).equals(cut.content));
      assert.equal(cut.error?.code, 'Z_BUF_ERROR');
      assert.match(cut.error.message, /a\.log\.1\.gz ends in the middle of its gzip data, after \d+ bytes of content/);
      fs.appendFileSync(file, stored.subarray(length));
      assert.deepEqual(readOn(source, cut.content.length), { content: content.subarray(cut.content.length) });
    }
  });

  it('returns at least half of the lines if half of it exists', (t) => {
    const stored = gzipSync(CONTENT);
    const { content } = readOn(sourceOf(t, stored.subarray(0, stored.length * 0.6)), 0, 4096);
    assert.ok(content.length > CONTENT.length / 2);
    assert.ok(content.equals(CONTENT.subarray(0, content.length)));
  });

  it('with a wrong checksum is read whole, and then the damage is reported', (t) => {
    const stored = gzipSync(CONTENT);
    stored[stored.length - 6]! ^= 1;
    const { content, error } = readOn(sourceOf(t, stored));
    assert.ok(content.equals(CONTENT));
    assert.equal(error?.code, 'Z_DATA_ERROR');
    assert.match(error.message, /a\.log\.1\.gz holds damaged gzip data \(incorrect data check\)/);
  });

  it('with any byte changed never ends as if it were intact', (t) => {
    const folder = temporaryFolder(t);
    const content = linesOf(2000);
    const stored = gzipSync(content);
    const headerEnd = 10;
    const property = fc.property(
      fc.integer({ min: headerEnd, max: stored.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, mask) => {
        const damaged = Buffer.from(stored);
        damaged[at]! ^= mask;
        const file = path.join(folder, 'a.gz');
        fs.writeFileSync(file, damaged);
        const source = openByteSource(fs.openSync(file, 'r'), file);
        const result = readOn(source);
        source.close();
        assert.ok(result.error !== undefined || result.content.equals(content));
      },
    );
    fc.assert(property, { ...parameters, numRuns: 200 });
  });

  it('reports the damage at every read, and can be read again before it', (t) => {
    const stored = Buffer.concat([gzipSync(CONTENT), Buffer.from('no gzip')]);
    const source = sourceOf(t, stored);
    const { content } = readOn(source);
    assert.ok(content.equals(CONTENT));
    assert.throws(() => readAt(source, CONTENT.length, 10), { code: 'Z_DATA_ERROR' });
    assert.throws(() => readAt(source, CONTENT.length + 100, 10), { code: 'Z_DATA_ERROR' });
    assert.ok(readAt(source, 100, 50).equals(CONTENT.subarray(100, 150)));
    assert.throws(() => readAt(source, CONTENT.length, 10), { code: 'Z_DATA_ERROR' });
  });

  it('returns its last half line as often as requested', (t) => {
    const stored = gzipSync(CONTENT);
    const source = sourceOf(t, stored.subarray(0, stored.length - 1000));
    const end = readOn(source, 0, 4096).content.length;
    for (const length of [20, 1000, 100_000]) {
      assert.ok(readAt(source, end - 20, length).equals(CONTENT.subarray(end - 20, end)));
    }
  });

  it('is not confused with a read error of the system: no byte is lost by one', (t) => {
    const source = sourceOf(t, gzipSync(CONTENT));
    const readSync = fs.readSync;
    let calls = 0;
    t.mock.method(fs, 'readSync', (...given: Parameters<typeof fs.readSync>) => {
      if (++calls % 2 === 0) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
      return readSync(...given);
    });
    const parts: Buffer[] = [];
    for (let at = 0; at < CONTENT.length; ) {
      const { content, error } = readOn(source, at, 150_000);
      if (at + content.length < CONTENT.length) assert.equal(error?.code, 'EIO');
      parts.push(content);
      at += content.length;
    }
    assert.ok(Buffer.concat(parts).equals(CONTENT));
  });
});

/** Less than 1 MB, but the window that deflate needs, or nothing was measured. */
function assertHeld(bytes: number): void {
  assert.ok(bytes >= 32 * 1024 && bytes < 1_000_000, `it held ${bytes} bytes`);
}

/** Bytes in all living buffers. */
function bufferBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What one collection finds is freed by the next one at the latest.
  collect();
  collect();
  return process.memoryUsage().arrayBuffers;
}
