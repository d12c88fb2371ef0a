import { existsSync } from 'node:fs';
import type { SavedPosition } from '../../src/checkpoint/saved-position.js';
import type { Findings } from './findings.js';
import { describe } from './judge.js';
import type { Life } from './life.js';
import { LONGEST_PARTIAL_TIMEOUT } from './plan.js';
import type { Gone, TrackedLine, TrackedRun } from './tracked-run.js';

/**
 * For so long podtail must have been able to read, while a line could be had, for its loss to be a fault; in
 * milliseconds. A look comes every second, but where all waits for a sink that was stalled, on a loaded machine, it takes some
 * seconds to come to a log.
 */
const TIME_TO_READ = 10_000;

/** Says of the lines that did not come whether they still must, and of those that cannot whether podtail counted them. */
export interface Losses {
  /** Bytes of lines that could not be had any more, by the log's path. */
  readonly missing: ReadonlyMap<string, number>;
  /** The first line that is there and has not come, if one is. */
  waitingFor(runs: Iterable<TrackedRun>): Waiting | undefined;
  /** Takes down the lines of the run that did not come. To be called once for each, at its end. */
  close(run: TrackedRun): void;
  /** A podtail said something on standard error. */
  listen(line: string, life: Life): void;
  /**
   * Compares what is missing with what podtail said, or has still to say.
   *
   * @param positions those that are saved, as text
   */
  compare(life: number, positions: string): void;
}

export interface Waiting {
  readonly description: string;
  readonly log: TrackedRun['run']['files'];
}

export function createLosses(lives: readonly Life[], findings: Findings): Losses {
  const missing = new Map<string, number>();
  /** Of these, what podtail had the time to see, so that it has to count them. */
  const known = new Map<string, number>();
  const counted = new Map<string, number>();
  /** The podtails that counted something, by the log's path. */
  const speakers = new Map<string, Set<Life>>();
  /** For people: the first lines of these. */
  const examples = new Map<string, string[]>();

  /** The podtail that had the time, while the line could be had: as long as it was there, or held open. */
  function could(line: TrackedLine, gone: readonly Gone[], measure: Measure): Life | undefined {
    const needed = TIME_TO_READ + (line.written.partial ? LONGEST_PARTIAL_TIMEOUT : 0);
    return lives.find((life) => {
      const ends = gone.map((file) =>
        file.heldBy === life || isSavedFor(life, file) ? Number.POSITIVE_INFINITY : file.at,
      );
      return measure(life)(line.writtenAt, Math.min(...ends)) >= needed;
    });
  }

  return {
    missing,

    waitingFor(runs) {
      for (const run of runs) {
        for (const line of run.lines) {
          if (line === undefined || line.seen !== undefined) continue;
          if (goneFilesOf(run, line).length === 0) return { description: describe(run, line), log: run.run.files };
        }
      }
      return undefined;
    },

    close(run) {
      const { path } = run.run.files;
      for (const line of run.lines) {
        if (line === undefined || line.seen !== undefined) continue;
        const gone = goneFilesOf(run, line);
        if (line.inParts === true && gone.length > 0) continue;
        const reader = could(line, gone, ({ readingTime }) => readingTime);
        if (reader !== undefined) findings.add('lost', reader.number, describe(run, line), run.run.files);
        add(missing, path, line.written.bytes);
        const looker = could(line, gone, ({ lookingTime }) => lookingTime);
        // What it knew and had not read at its end is counted by the next one, if it could tell.
        if (looker === undefined || !looker.couldSave) continue;
        add(known, path, line.written.bytes);
        const described = examples.get(path) ?? [];
        examples.set(path, [...described, ...(described.length < 3 ? [describe(run, line)] : [])]);
      }
    },

    listen(line, life) {
      const [, path, bytes] = /^(?=.*"path":"([^"]+)")(?=.*"unreadBytes":(\d+))/.exec(line) ?? [];
      if (path === undefined) return;
      add(counted, path, Number(bytes));
      speakers.set(path, (speakers.get(path) ?? new Set()).add(life));
    },

    compare(life, positions) {
      // That a log is gone is logged once podtail has lived for a minute without it, since mounts come late.
      for (const [path, bytes] of owedBytes(positions)) add(counted, path, bytes);
      for (const [path, bytes] of known) {
        const said = counted.get(path) ?? 0;
        // Of warnings that repeat, the sum is logged once a minute, and at the end, which a podtail that is killed does not see.
        const isCutShort = [...(speakers.get(path) ?? [])].some(({ exit }) => exit === 'SIGKILL');
        if (said >= bytes || isCutShort) continue;
        const lines = (examples.get(path) ?? []).join('\n');
        findings.add('uncounted', life, `${path}: ${bytes} bytes are missing, ${said} were counted\n${lines}`);
      }
    },
  };
}

/** Whether an earlier podtail had the file open, and could save what was left of it when it was stopped. */
function isSavedFor(life: Life, { heldBy }: Gone): boolean {
  return heldBy !== undefined && heldBy.number < life.number && heldBy.exit === 0 && heldBy.couldSave;
}

type Measure = (life: Life) => Life['readingTime'];

function goneFilesOf({ files }: TrackedRun, { written }: TrackedLine): Gone[] {
  return [written.firstFile, written.lastFile].flatMap((file) => files[file]?.gone ?? []);
}

function add(counts: Map<string, number>, key: string, bytes: number): void {
  counts.set(key, (counts.get(key) ?? 0) + bytes);
}

/** What is saved as known to be in files of logs that are gone, and not delivered. */
function owedBytes(positions: string): [path: string, bytes: number][] {
  const lines = positions.split('\n').filter((line) => line.startsWith('{"path"'));
  const saved = lines.map((line) => JSON.parse(line.replace(/,$/, '')) as SavedPosition);
  return saved
    .filter(({ path, done }) => !done && !existsSync(path))
    .map(({ path, size, offset }) => [path, Math.max(0, size - offset)]);
}
