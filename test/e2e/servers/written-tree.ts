import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A line that a container wrote, as it is to be stored. */
export interface WrittenRecord {
  readonly pod: string;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  readonly line: string;
}

/** What a run of a container writes: a line every so many milliseconds, from one time to another. */
export interface WrittenRun {
  readonly pod: string;
  /** 0 if not given. */
  readonly restart?: number;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds. */
  readonly every: number;
  /** Characters that each line is filled up to; no more than it needs if not given. */
  readonly width?: number;
}

/** Logs of pods of namespace `shop`, each with a container `app`, as containerd writes them. */
export interface WrittenTree {
  /** podtail's option `--include`. */
  readonly include: string;
  readonly written: readonly WrittenRecord[];
  write(run: WrittenRun): void;
  /** Writes lines that all have the same time, as conmon does with those of one read. */
  writeLines(pod: string, time: bigint, lines: readonly string[]): void;
}

export function createWrittenTree(root: string): WrittenTree {
  const written: WrittenRecord[] = [];
  const append = (pod: string, restart: number, records: readonly WrittenRecord[]): void => {
    const path = join(root, `shop_${pod}_${uidOf(pod)}`, 'app', `${restart}.log`);
    mkdirSync(dirname(path), { recursive: true });
    for (const record of records) written.push(record);
    appendFileSync(path, records.map(({ time, line }) => `${rfc3339(time)} stdout F ${line}\n`).join(''));
  };
  return {
    include: join(root, '*', '*', '*.log'),
    written,
    write({ pod, restart = 0, from, to, every, width = 0 }) {
      const records: WrittenRecord[] = [];
      for (let milliseconds = from, number = 0; milliseconds < to; milliseconds += every, number++) {
        const time = BigInt(Math.floor(milliseconds)) * 1_000_000n + BigInt(number % 1_000_000);
        records.push({ pod, time, line: `${pod} ${restart} ${number}`.padEnd(width, ' .') });
      }
      append(pod, restart, records);
    },
    writeLines: (pod, time, lines) =>
      append(
        pod,
        0,
        lines.map((line) => ({ pod, time, line })),
      ),
  };
}

/** As sorted texts, so that two lists can be compared: time, pod and line. */
export function sortedRecords(records: readonly WrittenRecord[]): string[] {
  return records.map(({ pod, time, line }) => `${time} ${pod} ${line}`).sort();
}

export function rfc3339(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${(nanoseconds % 1_000_000_000n).toString().padStart(9, '0')}Z`;
}

/** The same the other way round; the fraction may have fewer digits, or none. */
export function nanosecondsOf(time: string): bigint {
  const [, seconds, fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(time)!;
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

export function uidOf(pod: string): string {
  return Buffer.from(pod.padEnd(18, '-'))
    .toString('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
