import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CountingTask, Received, ServerMessage } from './counting-task.js';

/** A counting server that listens on the loopback. */
export interface CountingServer {
  readonly port: number;
  /** Resolves when all records that were awaited are there. */
  readonly reached: Promise<void>;
  received(): Promise<Received>;
  stop(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('counting-server.js', import.meta.url));

/** Starts a counting server in a process of its own. */
export async function startCountingServer(task: CountingTask): Promise<CountingServer> {
  const child = fork(SCRIPT, [JSON.stringify(task)]);
  const exited = once(child, 'exit');

  function next<Kind extends ServerMessage['kind']>(kind: Kind): Promise<Extract<ServerMessage, { kind: Kind }>> {
    return new Promise((resolve) => {
      const listen = (message: ServerMessage): void => {
        if (message.kind !== kind) return;
        child.off('message', listen);
        resolve(message as Extract<ServerMessage, { kind: Kind }>);
      };
      child.on('message', listen);
    });
  }

  const failed = exited.then(([status]) => {
    throw new Error(`the counting server ended with ${status}; see above for why`);
  });
  const reached = Promise.race([next('reached').then(() => undefined), failed]);
  for (const promise of [failed, reached]) promise.catch(() => undefined);
  const { port } = await Promise.race([next('listening'), failed]);
  return {
    port,
    reached,
    async received() {
      const answer = Promise.race([next('received'), failed]);
      child.send('received');
      return (await answer).received;
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
