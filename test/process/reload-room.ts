import { readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createNode, type Node } from '../support/node.js';
import { type PodtailOptions, type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { nodeArgs } from './follow.js';

/** A node, and the configuration file of a podtail that reads it. */
export interface ReloadRoom {
  readonly root: string;
  readonly node: Node;
  readonly file: string;
  /** @param config its configuration file; `file`, if not given, and none at all, if null */
  start(args?: readonly string[], options?: PodtailOptions, config?: string | null): PodtailProcess;
  /** Writes the file, sends SIGHUP, and waits for the line of the log that says what came of it. */
  reload(podtail: PodtailProcess, config: object): Promise<LogLine>;
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly file?: string;
  readonly line?: number;
  readonly key?: string;
  readonly changed?: string;
}

/** @param config of podtail when it is started */
export function createReloadRoom(t: TestContext, config: object): ReloadRoom {
  const root = temporaryFolder(t);
  const node = createNode(root);
  const file = join(root, 'podtail.yaml');
  const write = (next: object): void => writeFileSync(file, formatConfig(next));
  write(config);
  return {
    root,
    node,
    file,
    start(args = [], options = {}, config = file) {
      const named = config === null ? [] : ['--config', config];
      return startPodtail([...nodeArgs(node), ...named, ...args], { test: t, ...options });
    },
    async reload(podtail, next) {
      const before = outcomes(podtail).length;
      write(next);
      podtail.signal('SIGHUP');
      return nextOutcome(podtail, before);
    },
  };
}

/** One key a line, so that lines can be told. */
export function formatConfig(config: object): string {
  return Object.entries(config)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

/** What came of the reload after the first `before` ones. */
export async function nextOutcome(podtail: PodtailProcess, before: number): Promise<LogLine> {
  let ended = false;
  podtail.exit().then(
    () => (ended = true),
    () => undefined,
  );
  while (outcomes(podtail).length <= before) {
    if (ended) throw new Error(`podtail has ended:\n${podtail.log.join('\n')}`);
    await delay(5);
  }
  return outcomes(podtail)[before]!;
}

/** What the log says of reloads, in order. */
export function outcomes(podtail: PodtailProcess): LogLine[] {
  return podtail.log
    .map((line) => JSON.parse(line) as LogLine)
    .filter(({ msg }) => /configuration was reloaded|keeps the old configuration/.test(msg));
}

/** The open files of a process below a folder, folders left out: by descriptor, the file's inode. */
export function openFilesOf(pid: number, folder: string): Map<string, number> {
  const descriptors = `/proc/${pid}/fd`;
  const open = new Map<string, number>();
  for (const descriptor of readdirSync(descriptors)) {
    const link = join(descriptors, descriptor);
    try {
      if (!readlinkSync(link).startsWith(folder)) continue;
      const stats = statSync(link);
      if (!stats.isDirectory()) open.set(descriptor, stats.ino);
    } catch {
      // It was closed just now.
    }
  }
  return open;
}
