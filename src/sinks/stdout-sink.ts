import fs from 'node:fs';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Diagnostics } from '../record/diagnostics.js';
import type { Payload } from '../record/payload.js';
import type { SendOutcome, Sink } from '../record/sink.js';

/** Wait before the rest of a payload is tried again, in milliseconds. A full disk does not empty sooner. */
const RETRY_DELAY = 1000;
const STANDARD_OUTPUT = 1;

/**
 * Writes payloads to an open descriptor, by default standard output, and waits for a slow reader. Never writes a part
 * of a payload twice, so no line is damaged.
 */
export function createStdoutSink(name: string, diagnostics: Diagnostics, descriptor = STANDARD_OUTPUT): Sink {
  const kind = fs.fstatSync(descriptor);
  // A write to a pipe in the thread pool could not be ended if its reader is stuck. The write of a socket waits in the
  // event loop.
  return kind.isFIFO() || kind.isSocket()
    ? createPipeSink(name, descriptor)
    : createFileSink(name, descriptor, diagnostics);
}

/** A pipe for writing, and its last error. */
interface Pipe {
  readonly socket: net.Socket;
  fault: NodeJS.ErrnoException | undefined;
}

/** The process has one standard output, which all sinks share. */
let standardOutput: Pipe | undefined;

function openPipe(descriptor: number): Pipe {
  const socket = new net.Socket({ fd: descriptor, readable: false, writable: true });
  const pipe: Pipe = { socket, fault: undefined };
  socket.on('error', (error) => {
    pipe.fault = error;
  });
  return pipe;
}

function createPipeSink(name: string, descriptor: number): Sink {
  if (descriptor === STANDARD_OUTPUT) standardOutput ??= openPipe(descriptor);
  const pipe = descriptor === STANDARD_OUTPUT ? standardOutput! : openPipe(descriptor);
  return {
    name,
    isIrrevocable: true,
    send({ buffer, length }, signal) {
      return new Promise((resolve) => {
        const give = (outcome: SendOutcome): void => {
          signal.removeEventListener('abort', giveUp);
          resolve(outcome);
        };
        const giveUp = (): void => give({ kind: 'retry', reason: 'podtail is stopping' });
        signal.addEventListener('abort', giveUp);
        pipe.socket.write(buffer.subarray(0, length), (error) => {
          const cause = pipe.fault ?? error;
          give(cause ? { kind: 'closed', reason: cause.message } : { kind: 'delivered' });
        });
      });
    },
    close: () => Promise.resolve(),
  };
}

function createFileSink(name: string, descriptor: number, diagnostics: Diagnostics): Sink {
  return {
    name,
    isIrrevocable: true,
    async send(payload, signal) {
      let written = 0;
      while (written < payload.length) {
        if (signal.aborted) return { kind: 'retry', reason: 'podtail is stopping' };
        const result = await write(descriptor, payload, written);
        if (typeof result === 'number') {
          written += result;
          diagnostics.solved('stdout', 'standard output takes data again', { sink: name });
        } else if (result.code === 'EPIPE' || result.code === 'EBADF') {
          return { kind: 'closed', reason: result.message };
        } else {
          const message =
            'cannot write to standard output; podtail tries again: free space on its disk, or stop podtail';
          diagnostics.problem('stdout', message, { sink: name, error: result.message });
          await delay(RETRY_DELAY, undefined, { signal }).catch(() => undefined);
        }
      }
      return { kind: 'delivered' };
    },
    close: () => Promise.resolve(),
  };
}

/** Returns the number of bytes written, or the error. */
function write(descriptor: number, payload: Payload, from: number): Promise<number | NodeJS.ErrnoException> {
  return new Promise((resolve) => {
    fs.write(descriptor, payload.buffer, from, payload.length - from, null, (error, bytes) => resolve(error ?? bytes));
  });
}
