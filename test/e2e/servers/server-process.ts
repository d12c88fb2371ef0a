import { spawn } from 'node:child_process';
import split2 from 'split2';
import { type AwaitedList, createAwaitedList } from '../../support/awaited-list.js';
import type { NeededProgram } from './server-build.js';

/** A server that a test has started, and what it says on standard output and standard error. */
export interface ServerProcess {
  readonly pid: number;
  /** The first line, said or to come, that matches; `what` is its name in the error. */
  says(pattern: RegExp, what: string): Promise<RegExpExecArray>;
  /** Ends it with SIGTERM, and resolves once it has ended. */
  end(): Promise<void>;
}

/** What `startServer` needs. */
export const SETPRIV: NeededProgram = { program: 'setpriv', remedy: 'install util-linux' };

/** In milliseconds. */
const START_DEADLINE = 60_000;
const STOP_DEADLINE = 30_000;

/**
 * Starts a program that ends at the latest with this process, also when that is killed: `setpriv` asks the kernel for
 * it, and replaces itself with the program, so there is one process. `name` is for the errors.
 */
export function startServer(name: string, command: readonly [program: string, ...args: string[]]): ServerProcess {
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lastWords = (): string => log.items.slice(-20).join('\n');
  const log: AwaitedList<string> = createAwaitedList({ deadline: START_DEADLINE, context: lastWords });
  const exits: AwaitedList<true> = createAwaitedList({ deadline: STOP_DEADLINE, context: lastWords });
  for (const output of [child.stdout, child.stderr]) {
    output.pipe(split2()).on('data', (line: string) => log.push(line));
  }
  const ended = (reason: string): void => {
    log.close(reason);
    exits.push(true);
  };
  child.on('error', (error) => ended(`${name} did not start: ${error.message}`));
  child.on('close', (code, signal) => ended(`${name} ended with ${code ?? signal}`));
  return {
    pid: child.pid!,
    says: async (pattern, what) => pattern.exec(await log.find((line) => pattern.test(line), what))!,
    end: async () => {
      child.kill('SIGTERM');
      await exits.reach(1, `the end of ${name}`);
    },
  };
}
