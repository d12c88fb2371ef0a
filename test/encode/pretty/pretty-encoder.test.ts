import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createPrettyEncoder } from '../../../src/encode/pretty/pretty-encoder.js';
import type { LogSource } from '../../../src/record/log-source.js';
import { RecordFlag } from '../../../src/record/record-block.js';
import { blockOf, linesOf, payloadOf } from '../../support/blocks.js';

const source = (pod: string, container: string): LogSource => ({
  path: `/logs/${pod}.log`,
  metadata: { namespace: 'shop', pod, container },
  writtenByRuntime: true,
});
const WEB = source('web-1', 'nginx');
const plain = () => createPrettyEncoder({ color: false });

describe('the encoder for people', () => {
  it('shows pod and container before the message, and marks standard error', () => {
    const block = blockOf(WEB, [{ message: 'fine' }, { message: 'bad', flags: RecordFlag.stderr }]);
    assert.deepEqual(linesOf(payloadOf(plain(), block)), ['shop/web-1 nginx | fine', 'shop/web-1 nginx ! bad']);
  });

  it('pads to the longest name so far', () => {
    const blocks = [blockOf(WEB, [{ message: 'a' }]), blockOf(source('longer-name', 'app'), [{ message: 'b' }])];
    assert.deepEqual(linesOf(payloadOf(plain(), ...blocks, blockOf(WEB, [{ message: 'c' }]))), [
      'shop/web-1 nginx | a',
      'shop/longer-name app | b',
      'shop/web-1 nginx     | c',
    ]);
  });

  it('decodes the escapes of JSON, and shows control characters visibly', () => {
    const message = String.raw`say \"hi\" \u001b[2J`;
    const block = blockOf(WEB, [{ message, flags: RecordFlag.stdout | RecordFlag.escaped }]);
    assert.deepEqual(linesOf(payloadOf(plain(), block)), [String.raw`shop/web-1 nginx | say "hi" \x1b[2J`]);
  });

  it('shows that a line was cut', () => {
    const block = blockOf(WEB, [
      { message: 'a', flags: RecordFlag.stdout | RecordFlag.partial | RecordFlag.truncated },
    ]);
    assert.deepEqual(linesOf(payloadOf(plain(), block)), ['shop/web-1 nginx | a [partial, truncated]']);
  });

  it('shows the path of a log without a pod', () => {
    const block = blockOf({ path: '/logs/a\u001b.log', metadata: {}, writtenByRuntime: false }, [{ message: 'a' }]);
    assert.deepEqual(linesOf(payloadOf(plain(), block)), [String.raw`/logs/a\x1b.log | a`]);
  });

  it('gives all containers of a pod the same colour, and standard error a red mark', () => {
    const encoder = createPrettyEncoder({ color: true });
    const blocks = ['nginx', 'app'].map((name) => blockOf(source('web-1', name), [{ message: 'a' }]));
    const failure = blockOf(WEB, [{ message: 'a', flags: RecordFlag.stderr }]);
    const lines = linesOf(payloadOf(encoder, ...blocks, failure));
    const [color] = /^\u001b\[\d+m/.exec(lines[0]!)!;
    assert.ok(lines.every((line) => line.startsWith(`${color}shop/web-1\u001b[0m `)));
    assert.ok(lines[2]!.includes('\u001b[31m!\u001b[0m'));
  });

  it('continues in the next payload when the first is full', () => {
    const block = blockOf(WEB, [{ message: 'a' }, { message: 'b' }]);
    const encoder = plain();
    const first = payloadOf(encoder);
    assert.equal(encoder.append(block, 0, first, { bytes: 1e6, records: 1 }), 1);
    assert.deepEqual(linesOf(first), ['shop/web-1 nginx | a']);
  });
});
