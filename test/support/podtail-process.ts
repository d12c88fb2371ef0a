import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { TestContext } from 'node:test';
import split2 from 'split2';
import { createAwaitedList } from './awaited-list.js';
import { repositoryRoot } from './repository.js';
import type { ShippedRecord } from './shipped-record.js';

/** How a process ended: one of the two is null. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * A podtail that runs `bin/podtail.js`, and what it has put out so far. Whatever is awaited rejects after the deadline,
 * and at once when the process ends without it; the error tells what was seen.
 */
export interface PodtailProcess {
  readonly pid: number;
  /** The records on standard output so far, in order. */
  readonly seen: readonly ShippedRecord[];
  /** Lines on standard output that are no JSON object. */
  readonly notJson: readonly string[];
  /** Whether every byte on standard output so far was part of valid UTF-8. */
  readonly validUtf8: boolean;
  /** The lines on standard error so far. */
  readonly log: readonly string[];
  /** The first record, seen or to come, that satisfies the predicate. */
  record(predicate: (record: ShippedRecord) => boolean): Promise<ShippedRecord>;
  /** All records seen, as soon as they are at least so many. */
  records(count: number): Promise<readonly ShippedRecord[]>;
  /** The first line of the log, seen or to come, that matches. */
  logLine(pattern: RegExp): Promise<string>;
  exit(): Promise<ProcessExit>;
  signal(signal: NodeJS.Signals): void;
}

export interface PodtailOptions {
  /** Kills the process when the test is over. */
  readonly test?: Pick<TestContext, 'after'>;
  /** How long to wait for anything, in milliseconds; 60,000 if not given. */
  readonly deadline?: number;
  /** Added to the environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Written to its standard input, which is closed when this ends; no standard input if not given. */
  readonly input?: string | Uint8Array | Readable;
  /** A command that runs the command behind it, such as `nice`; it has to replace itself with that. */
  readonly within?: readonly string[];
  /** The user and the group that it runs as; podtail has to be started by root then. */
  readonly user?: number;
  /** The descriptor that standard output goes to; nothing of it is seen here then. */
  readonly stdout?: number;
  /** Called with each record as it comes. */
  readonly onRecord?: (record: ShippedRecord) => void;
}

export function startPodtail(args: readonly string[], options: PodtailOptions = {}): PodtailProcess {
  const [program, ...rest] = [...(options.within ?? []), process.execPath, join(repositoryRoot, 'bin', 'podtail.js')];
  const child = spawn(program!, [...rest, ...args], {
    env: { ...process.env, ...options.env },
    stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
  });
  options.test?.after(() => child.kill('SIGKILL'));
  child.stdin!.on('error', () => {});
  if (options.input instanceof Readable) options.input.pipe(child.stdin!);
  else child.stdin!.end(options.input ?? '');

  const notJson: string[] = [];
  const context = (): string =>
    [
      `standard output: ${records.items.length} records, the last ${JSON.stringify(records.items.at(-1)) ?? 'none'}`,
      ...notJson.slice(0, 3).map((line) => `not JSON: ${line}`),
      'standard error, the last lines:',
      ...log.items.slice(-10),
    ].join('\n');
  const deadline = options.deadline ?? 60_000;
  const records = createAwaitedList<ShippedRecord>({ deadline, context });
  const log = createAwaitedList<string>({ deadline, context });
  const exits = createAwaitedList<ProcessExit>({ deadline, context });

  const utf8 = watchUtf8(child.stdout);
  child.stdout?.pipe(split2()).on('data', (line: string) => {
    const record = parseRecord(line);
    if (record === undefined) {
      notJson.push(line);
      return;
    }
    options.onRecord?.(record);
    records.push(record);
  });
  child.stderr!.pipe(split2()).on('data', (line: string) => log.push(line));
  onEnd(child, (exit) => {
    exits.push(exit);
    records.close(`podtail ended with ${exit.code ?? exit.signal}`);
    log.close(`podtail ended with ${exit.code ?? exit.signal}`);
  });

  return {
    pid: child.pid!,
    seen: records.items,
    notJson,
    get validUtf8() {
      return utf8.valid;
    },
    log: log.items,
    record: (predicate) => records.find(predicate, 'a record that satisfies the predicate'),
    records: async (count) => {
      await records.reach(count, `${count} records`);
      return records.items;
    },
    logLine: (pattern) => log.find((line) => pattern.test(line), `a log line that matches ${pattern}`),
    exit: () => exits.find(() => true, 'the end of the process'),
    signal: (signal) => {
      child.kill(signal);
    },
  };
}

function parseRecord(line: string): ShippedRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as ShippedRecord) : undefined;
  } catch {
    return undefined;
  }
}

function watchUtf8(stream: NodeJS.ReadableStream | null): { readonly valid: boolean } {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const state = { valid: true };
  const decode = (bytes?: Uint8Array): void => {
    try {
      decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      state.valid = false;
    }
  };
  stream?.on('data', decode);
  stream?.on('end', () => decode());
  return state;
}

/** Waits for the process's end and for its output to be read; a process that can't be started counts as ended. */
function onEnd(child: ChildProcess, ended: (exit: ProcessExit) => void): void {
  child.on('error', () => ended({ code: null, signal: null }));
  child.on('close', (code, signal) => ended({ code, signal }));
}
