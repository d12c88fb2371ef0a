import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createPayload, type Payload } from '../../src/record/payload.js';
import { createStdoutSink } from '../../src/sinks/stdout-sink.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const NEVER = new AbortController().signal;

function payloadOf(text: string): Payload {
  const payload = createPayload(text.length);
  payload.length = payload.buffer.write(text);
  payload.records = 1;
  return payload;
}

/** A named pipe's two ends. */
function openPipe(t: TestContext): { reader: net.Socket; writer: number } {
  const fifo = path.join(temporaryFolder(t), 'pipe');
  execFileSync('mkfifo', [fifo]);
  const readerDescriptor = fs.openSync(fifo, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  const writer = fs.openSync(fifo, fs.constants.O_WRONLY);
  const reader = new net.Socket({ fd: readerDescriptor, readable: true, writable: false });
  return { reader, writer };
}

describe('the stdout sink', () => {
  it('writes a payload to a file, whole', async (t) => {
    const file = path.join(temporaryFolder(t), 'out');
    const descriptor = fs.openSync(file, 'w');
    const sink = createStdoutSink('stdout', createSpokenDiagnostics(), descriptor);
    assert.deepEqual(await sink.send(payloadOf('one\n'), NEVER), { kind: 'delivered' });
    assert.deepEqual(await sink.send(payloadOf('two\n'), NEVER), { kind: 'delivered' });
    fs.closeSync(descriptor);
    assert.equal(fs.readFileSync(file, 'utf8'), 'one\ntwo\n');
  });

  it('counts a payload as delivered only when a slow reader has room for all of it', async (t) => {
    const { reader, writer } = openPipe(t);
    const sink = createStdoutSink('stdout', createSpokenDiagnostics(), writer);
    const text = 'x'.repeat(1024 * 1024);
    let delivered = false;
    const sending = sink.send(payloadOf(text), NEVER).then((outcome) => {
      delivered = outcome.kind === 'delivered';
    });
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.equal(delivered, false);
    let received = 0;
    reader.on('data', (chunk) => {
      received += chunk.length;
    });
    await sending;
    assert.equal(delivered, true);
    while (received < text.length) await new Promise(setImmediate);
    reader.destroy();
    assert.equal((await sink.send(payloadOf(text), NEVER)).kind, 'closed');
  });

  it('is closed when its reader has gone', async (t) => {
    const { reader, writer } = openPipe(t);
    const sink = createStdoutSink('stdout', createSpokenDiagnostics(), writer);
    reader.destroy();
    await new Promise((resolve) => reader.once('close', resolve));
    assert.equal((await sink.send(payloadOf('one\n'), NEVER)).kind, 'closed');
  });

  it('gives up a stuck reader when podtail stops', async (t) => {
    const { reader, writer } = openPipe(t);
    const sink = createStdoutSink('stdout', createSpokenDiagnostics(), writer);
    const abort = new AbortController();
    const sending = sink.send(payloadOf('x'.repeat(1024 * 1024)), abort.signal);
    abort.abort();
    assert.equal((await sending).kind, 'retry');
    reader.destroy();
  });

  it('waits for space on a full disk, logs it once, and writes no part twice', async () => {
    const descriptor = fs.openSync('/dev/full', 'w');
    const diagnostics = createSpokenDiagnostics();
    const abort = new AbortController();
    const sending = createStdoutSink('stdout', diagnostics, descriptor).send(payloadOf('one\n'), abort.signal);
    while (diagnostics.said.length === 0) await new Promise(setImmediate);
    abort.abort();
    assert.equal((await sending).kind, 'retry');
    fs.closeSync(descriptor);
    assert.deepEqual(diagnostics.said, [
      'problem: cannot write to standard output; podtail tries again: free space on its disk, or stop podtail',
    ]);
  });
});
