import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentCommand } from './agents.js';
import type { ArrivalReport } from './arrivals.js';
import type { WriterTask } from './node-writer.js';

/** How long an agent may take to end once it was asked, in milliseconds. */
const GRACE = 15_000;

/** A process that runs a script of this folder and answers messages. */
interface Helper {
  ask<Answer>(message: string): Promise<Answer>;
  tell(message: string): void;
  stop(): Promise<void>;
}

export interface ArrivalServer {
  readonly url: string;
  report(): Promise<ArrivalReport>;
  stop(): Promise<void>;
}

export async function startArrivalServer(): Promise<ArrivalServer> {
  const [helper, { port }] = await startHelper<{ port: number }>('arrival-server.js');
  return { url: `http://127.0.0.1:${port}`, report: () => helper.ask('report'), stop: helper.stop };
}

export interface NodeWriter {
  /** Lines that are in the logs before it is started. */
  readonly firstLines: number;
  start(): void;
  /** Stops writing, and tells how many lines were written in all. */
  finish(): Promise<number>;
  stop(): Promise<void>;
}

export async function startNodeWriter(task: WriterTask): Promise<NodeWriter> {
  const [helper, { lines }] = await startHelper<{ lines: number }>('node-writer.js', JSON.stringify(task));
  return {
    firstLines: lines,
    start: () => helper.tell('start'),
    finish: async () => (await helper.ask<{ lines: number }>('stop')).lines,
    stop: helper.stop,
  };
}

export interface RunningAgent {
  readonly pid: number;
  /** Throws if the agent has ended by itself; what it said is in `agent.log` of its folder. */
  check(): void;
  stop(): Promise<void>;
}

/** Starts an agent in its folder. */
export function startAgent({ program, args, files = {} }: AgentCommand, state: string): RunningAgent {
  mkdirSync(state, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(state, name), text);
  const log = openSync(join(state, 'agent.log'), 'a');
  const child = spawn(program, args, { stdio: ['ignore', log, log] });
  let ended: string | undefined;
  const exit = new Promise<void>((resolve) => {
    child.on('error', (error) => {
      ended = error.message;
      resolve();
    });
    child.on('exit', (code, signal) => {
      ended = `it ended with ${code ?? signal}`;
      resolve();
    });
  });
  return {
    pid: child.pid ?? -1,
    check() {
      if (ended !== undefined) throw new Error(`${program} does not run: ${ended}; see ${join(state, 'agent.log')}`);
    },
    async stop() {
      child.kill('SIGTERM');
      const killing = setTimeout(() => child.kill('SIGKILL'), GRACE);
      await exit;
      clearTimeout(killing);
    },
  };
}

/** Starts a script, and waits for its first message. */
async function startHelper<First>(script: string, ...args: string[]): Promise<[Helper, First]> {
  const child: ChildProcess = fork(fileURLToPath(new URL(script, import.meta.url)), args);
  const exit = once(child, 'exit').then(([code]) => {
    throw new Error(`${script} ended with ${code}`);
  });
  exit.catch(() => undefined);
  const next = async () => (await Promise.race([once(child, 'message'), exit]))[0];
  const first = (await next()) as First;
  const helper: Helper = {
    async ask<Answer>(message: string) {
      const answer = next();
      child.send(message);
      return (await answer) as Answer;
    },
    tell: (message) => void child.send(message),
    async stop() {
      child.disconnect();
      await exit.catch(() => undefined);
    },
  };
  return [helper, first];
}
