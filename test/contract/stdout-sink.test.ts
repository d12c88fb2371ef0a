import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { createJsonEncoder } from '../../src/encode/json/json-encoder.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { createStdoutSink } from '../../src/sinks/stdout-sink.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { describeSinkContract, type SinkRoom } from './sink-contract.js';

describeSinkContract('stdout (a pipe)', { open: openPipe });
describeSinkContract('stdout (a file)', { open: openFile });

async function openPipe(t: TestContext): Promise<SinkRoom> {
  const fifo = path.join(temporaryFolder(t), 'pipe');
  execFileSync('mkfifo', [fifo]);
  const readEnd = fs.openSync(fifo, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  const sink = createStdoutSink('stdout', createSpokenDiagnostics(), fs.openSync(fifo, fs.constants.O_WRONLY));
  t.after(() => fs.closeSync(readEnd));
  let text = '';
  return {
    sink,
    encoder: createJsonEncoder(SCHEMAS.flat, { labels: {} }),
    taken() {
      const bytes = Buffer.alloc(1_000_000);
      text += bytes.toString('utf8', 0, readWhatIsThere(readEnd, bytes));
      return messagesOf(text);
    },
    hang: () => {},
    hanging: () => new Promise(setImmediate),
    goOn: () => {},
  };
}

/** A file takes all at once, so a full one stands for one that hangs. */
async function openFile(t: TestContext): Promise<SinkRoom> {
  const file = path.join(temporaryFolder(t), 'out');
  const descriptor = fs.openSync(file, 'w');
  t.after(() => fs.closeSync(descriptor));
  const full = fs.openSync('/dev/full', 'w');
  t.after(() => fs.closeSync(full));
  const sinks = [descriptor, full].map((one) => createStdoutSink('stdout', createSpokenDiagnostics(), one));
  let current = sinks[0]!;
  return {
    get sink() {
      return current;
    },
    encoder: createJsonEncoder(SCHEMAS.flat, { labels: {} }),
    taken: () => messagesOf(fs.readFileSync(file, 'utf8')),
    hang() {
      current = sinks[1]!;
    },
    hanging: () => new Promise(setImmediate),
    goOn: () => {},
  };
}

function readWhatIsThere(descriptor: number, bytes: Buffer): number {
  try {
    return fs.readSync(descriptor, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

function messagesOf(text: string): string[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { message: string }).message);
}
