import { recordText, type ShippedRecord } from '../support/shipped-record.js';
import { excerpt } from './excerpt.js';
import type { Findings } from './findings.js';
import type { Life } from './life.js';
import { recordOf, type TrackedLine, type TrackedRun } from './tracked-run.js';

/** Compares each record, as it comes, with what was written. */
export interface Judge {
  readonly tally: Tally;
  expect(run: TrackedRun): void;
  forget(run: TrackedRun): void;
  take(line: string, life: Life): void;
}

export interface Tally {
  records: number;
  /** Records that came again after a life that could not save its last positions. */
  repeated: number;
  /** Records of a part of a line, the rest of which was in a file that is gone. */
  fragments: number;
  /** Lines of output that were cut where podtail was killed or its sink was closed. */
  cut: number;
}

/** How each line's text begins: its run's tag, and its number. */
export const START = /^(r\d+)-(\d+) /;
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

export function createJudge(findings: Findings): Judge {
  const tally: Tally = { records: 0, repeated: 0, fragments: 0, cut: 0 };
  const runs = new Map<string, TrackedRun>();
  /** Of the life of now: for each stream of each log, what came last. */
  let latest = new Map<string, { readonly turn: number; readonly place: number; readonly line: string }>();
  let latestLife: Life | undefined;
  /** What could not be parsed: nothing may come after it. */
  let cut: { readonly life: Life; readonly line: string } | undefined;

  function check(run: TrackedRun, line: TrackedLine, text: string, life: Life): void {
    checkOrder(run, line, text, life);
    const { seen } = line;
    line.seen = { life, at: Date.now() };
    if (seen === undefined) return;
    const isAllowed = seen.life !== life && seen.at >= seen.life.settledUntil;
    if (isAllowed) {
      tally.repeated++;
      return;
    }
    const end =
      seen.life.endedAt === undefined
        ? 'is the same'
        : `ended by ${seen.life.exit} ${ago(seen.at, seen.life.endedAt)} later`;
    const before = `it came before, in life ${seen.life.number}, which ${end}; ${describe(run, line)}`;
    findings.add('duplicate', life.number, `${text.slice(0, 300)}\n${before}`, run.run.files);
  }

  function checkOrder(run: TrackedRun, { place, written }: TrackedLine, text: string, life: Life): void {
    if (life !== latestLife) latest = new Map();
    latestLife = life;
    const key = `${run.run.files.path} ${written.stream}`;
    const before = latest.get(key);
    latest.set(key, { turn: run.turn, place, line: text });
    if (before === undefined || before.turn < run.turn || (before.turn === run.turn && before.place < place)) return;
    const what = `${text.slice(0, 300)}\ncame after\n${before.line.slice(0, 300)}`;
    findings.add(
      'disordered',
      life.number,
      `${what}\nplace ${before.place} of turn ${before.turn}, then ${place} of ${run.turn}`,
      run.run.files,
    );
  }

  /** Whether it is a part of a line of which another part was in a file that is gone. */
  function isFragment({ message, path, uid, restart, container_id }: ShippedRecord): boolean {
    // What is left of a character that the runtime split.
    const part = message.replaceAll(/^\ufffd+|\ufffd+$/g, '');
    for (const { run, lines, files } of runs.values()) {
      const isOfRun =
        path === undefined
          ? run.uid === uid && run.restart === restart && run.files.containerId === container_id
          : run.files.path === path;
      if (!isOfRun) continue;
      for (const line of lines) {
        if (line === undefined || !line.written.text.includes(part)) continue;
        const { firstFile, lastFile } = line.written;
        if (files[firstFile]?.gone !== undefined || files[lastFile]?.gone !== undefined) return true;
      }
    }
    return false;
  }

  return {
    tally,
    expect: (run) => void runs.set(run.tag, run),
    forget: (run) => void runs.delete(run.tag),
    take(text, life) {
      tally.records++;
      if (cut !== undefined) {
        const { life: earlier, line } = cut;
        cut = undefined;
        if (earlier === life) findings.add('strange', life.number, `not JSON: ${line}`);
      }
      const record = parse(text);
      if (record === undefined) {
        tally.cut++;
        cut = { life, line: text };
        return;
      }
      const [, tag = '', number = ''] = START.exec(record.message) ?? [];
      const run = runs.get(tag);
      const line = run?.lines[Number(number)];
      if (run !== undefined && line !== undefined && isSame(run, line, record)) check(run, line, text, life);
      else if (isFragment(record)) {
        tally.fragments++;
        if (line !== undefined) line.inParts = true;
      } else {
        const wanted =
          run && line ? `${excerpt(JSON.stringify(recordOf(run, line)))}\n${describe(run, line)}` : 'nothing like it';
        findings.add('strange', life.number, `${excerpt(text)}\nwanted: ${wanted}`, run?.run.files);
      }
    },
  };
}

/** Where a line is and what became of it, for people. */
export function describe({ tag, run, files }: TrackedRun, { written, writtenAt, seen }: TrackedLine): string {
  const { firstFile, lastFile, stream, bytes, text, partial } = written;
  const fates = [...new Set([firstFile, lastFile])].map((file) => {
    const gone = files[file]?.gone;
    if (gone === undefined) return `file ${file} of ${run.file}, which is there`;
    const held = gone.heldBy === undefined ? 'not open in podtail then' : `open in life ${gone.heldBy.number}`;
    return `file ${file} of ${run.file}, ${gone.how} ${ago(writtenAt, gone.at)} after the line was written, ${held}`;
  });
  const came =
    seen === undefined ? 'never came' : `came last in life ${seen.life.number}, ${ago(writtenAt, seen.at)} later`;
  const about = `${run.files.path} ${tag} ${stream}${partial ? ' unfinished' : ''}, ${bytes} bytes`;
  return `${about}, in ${fates.join(' and ')}; written ${ago(writtenAt, Date.now())} ago; ${came}: ${text.slice(0, 80)}`;
}

function ago(from: number, to: number): string {
  return `${((to - from) / 1000).toFixed(1)} s`;
}

/** Whether a record is that of the line: of a plain file but for its time, which is that of reading. */
export function isSame(run: TrackedRun, line: TrackedLine, record: ShippedRecord): boolean {
  const isTime = RFC3339.test(record.time) || record.time.endsWith('+00:00');
  const compared = run.isPlain ? { ...record, time: '' } : record;
  return isTime && recordText(compared) === recordText(recordOf(run, line));
}

function parse(text: string): ShippedRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as ShippedRecord) : undefined;
  } catch {
    return undefined;
  }
}
