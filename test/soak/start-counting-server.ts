import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Tally } from './record-tally.js';

export interface CountingServer {
  readonly url: string;
  tally(): Promise<Tally>;
  stop(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL('counting-server.js', import.meta.url));

export async function startCountingServer(): Promise<CountingServer> {
  const child = fork(SCRIPT);
  const exited = once(child, 'exit');
  const failed = exited.then(([status]) => {
    throw new Error(`the counting server ended with ${status}; see above for why`);
  });
  failed.catch(() => undefined);
  const answer = async (): Promise<{ readonly port: number; readonly tally: Tally }> =>
    (await Promise.race([once(child, 'message'), failed]))[0];
  const { port } = await answer();
  return {
    url: `http://127.0.0.1:${port}/`,
    async tally() {
      const next = answer();
      child.send('tally');
      return (await next).tally;
    },
    async stop() {
      child.disconnect();
      await exited;
    },
  };
}
