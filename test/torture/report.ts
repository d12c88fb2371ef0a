import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding } from './findings.js';
import type { Life } from './life.js';
import type { Outcome } from './torture.js';

const LOG_LINES = 25;

/** What a run came to, in a few lines. */
export function summarize({ findings, tally, lives, lines, missingBytes, peakMemory }: Outcome): string[] {
  const { records, repeated, fragments, cut } = tally;
  const halted = lives.reduce((sum, life) => sum + life.haltedTime(), 0) / 1000;
  return [
    `${lines} lines written; ${describeEndings(lives)}`,
    `${records} records came, ${repeated} of them again after a crash; ${fragments} parts of lines, ${cut} cut by a kill`,
    `${missingBytes} bytes were gone before podtail could read them; ${Math.round(peakMemory / 1e6)} MB resident at most`,
    `the machine stood still, or was too busy for more than a second, for ${halted.toFixed(1)} s in all`,
    `faults: ${[...findings.counts].map(([fault, count]) => `${count} ${fault}`).join(', ') || 'none'}`,
  ];
}

/** How many lives there were, and how they ended. */
export function describeEndings(lives: readonly Life[]): string {
  const endings = new Map<string, number>();
  for (const { exit } of lives) endings.set(String(exit), (endings.get(String(exit)) ?? 0) + 1);
  const ends = [...endings].map(([exit, count]) => `${count} ended with ${exit}`).join(', ');
  return `${lives.length} lives of podtail (${ends})`;
}

/** What helps to find out what went wrong: the first faults, the life's last words, the files, and the positions. */
export function diagnose({ findings, lives }: Pick<Outcome, 'findings' | 'lives'>, root: string): string[] {
  const first = findings.list[0]!;
  const log = lives.find(({ number }) => number === first.life)?.log ?? [];
  return [
    ...findings.list.flatMap(({ fault, life, description }) => [
      '',
      `${fault.toUpperCase()}, in life ${life}:`,
      description,
    ]),
    '',
    ...lives.slice(-10).map(describeLife),
    '',
    `what life ${first.life} said last:`,
    ...log.slice(-LOG_LINES),
    '',
    ...(first.log === undefined ? [] : describeLog(first.log, root)),
  ];
}

function describeLife({ number, exit, startedAt, endedAt, describeTroubles }: Life): string {
  const began = new Date(startedAt).toISOString();
  const took = ((endedAt ?? Date.now()) - startedAt) / 1000;
  return `life ${number} began ${began}, took ${took} s, ended with ${exit}; ${describeTroubles()}`;
}

/** The log's files, and what is saved of them. */
function describeLog({ path, liveFile }: NonNullable<Finding['log']>, root: string): string[] {
  const folder = dirname(liveFile);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(basename(liveFile))) : [];
  const files = names.sort().map((name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return `${stats?.ino ?? 'none'} ${stats?.size ?? ''} ${name}`;
  });
  return [`the files of ${path} (inode, bytes, name):`, ...files, '', 'their positions:', ...positionsOf(path, root)];
}

function positionsOf(path: string, root: string): string[] {
  try {
    const lines = readFileSync(join(root, 'state', 'positions.json'), 'utf8').split('\n');
    return lines.filter((line) => line.includes(`"${path}"`));
  } catch (error) {
    return [(error as Error).message];
  }
}
