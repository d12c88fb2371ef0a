import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createStandardError } from '../../src/os/standard-error.js';

describe('standard error', () => {
  it('gets every byte, however few it accepts at a time', () => {
    const pipe = fakePipe();
    pipe.takes = 3;
    pipe.stream.write('hello wörld\n');
    assert.equal(pipe.written(), 'hello wörld\n');
  });

  it('is waited for while its pipe is full', () => {
    const pipe = fakePipe();
    pipe.takes = 'EAGAIN';
    pipe.onPause = () => {
      if (pipe.pauses === 3) pipe.takes = 100;
    };
    pipe.stream.write('a\n');
    assert.equal(pipe.written(), 'a\n');
  });

  it('is waited for one second at most, and gets whole lines when it accepts them again', () => {
    const pipe = fakePipe();
    pipe.takes = 'EAGAIN';
    for (let line = 0; line < 100; line++) pipe.stream.write(`${line} ${'x'.repeat(1000)}\n`);
    assert.equal(pipe.pauses, 10);
    pipe.takes = 1000;
    pipe.stream.write('last\n');
    const lines = pipe.written().split('\n');
    assert.equal(lines.pop(), '');
    assert.equal(lines.pop(), 'last');
    assert.equal(lines.length, 65);
    lines.forEach((line, index) => {
      assert.equal(line, `${index} ${'x'.repeat(1000)}`);
    });
  });

  it('can be closed, or on a full disk', () => {
    for (const code of ['EPIPE', 'ENOSPC', 'EBADF'] as const) {
      const pipe = fakePipe();
      pipe.takes = code;
      pipe.stream.write('a\n');
      assert.equal(pipe.pauses, 0);
    }
  });
});

function fakePipe() {
  const chunks: Buffer[] = [];
  const pipe = {
    /** Bytes of one write, or the code of the error that it meets. */
    takes: 100 as number | string,
    pauses: 0,
    onPause: () => {},
    written: () => Buffer.concat(chunks).toString(),
  };
  const stream = createStandardError({
    write(bytes) {
      if (typeof pipe.takes === 'string') throw Object.assign(new Error(pipe.takes), { code: pipe.takes });
      chunks.push(Buffer.from(bytes.subarray(0, pipe.takes)));
      return Math.min(bytes.length, pipe.takes);
    },
    pause() {
      pipe.pauses++;
      pipe.onPause();
    },
  });
  return Object.assign(pipe, { stream });
}
