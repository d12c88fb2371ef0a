import { BEFORE_INHERITED } from '../record/inherited-offset.js';
import type { LineState, SettledLines } from '../record/line-state.js';
import { RecordFlag } from '../record/record-block.js';
import { settledEnd } from '../record/settled-end.js';
import { PartialLines, type ResumePlace } from './partial-lines.js';

/** The lines in pieces of one source: at most one for each of its streams. */
export class StreamPartialLines {
  /** How many streams have a line whose rest is still to come. */
  waiting = 0;
  readonly #maxLineBytes: number;
  readonly #streams = new Map<number, PartialLines>();

  /** @param maxLineBytes how many bytes of a line's text are kept */
  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Whether a line waits that was begun in an earlier file, or is mixed with such a one. */
  get hasInherited(): boolean {
    for (const pieces of this.#streams.values()) if (pieces.waiting && pieces.isInherited) return true;
    return false;
  }

  /** The pieces of a stream, named by its `RecordFlag`. */
  of(stream: number): PartialLines {
    let pieces = this.#streams.get(stream);
    if (pieces === undefined) {
      pieces = new PartialLines(this.#maxLineBytes);
      this.#streams.set(stream, pieces);
    }
    return pieces;
  }

  /** The streams' lines to which no piece was added since `before`, oldest first. */
  waitingSince(before: number): [stream: number, pieces: PartialLines][] {
    const overdue = [...this.#streams].filter(([, pieces]) => pieces.waiting && pieces.since <= before);
    return overdue.sort(([, a], [, b]) => a.offset - b.offset);
  }

  /**
   * The offset from which reading has to resume, when all before `nextOffset` is settled but for what waits. No record
   * goes across it, so that none is had in part when reading resumes there.
   */
  resumeOffset(nextOffset: number): number {
    let resumeOffset = nextOffset;
    for (const pieces of this.#streams.values()) {
      if (pieces.waiting) resumeOffset = Math.min(resumeOffset, pieces.resumeOffset);
    }
    return resumeOffset;
  }

  /** The same, for a line that begins at `offset`. */
  resumePlace(offset: number): ResumePlace {
    return { offset: this.resumeOffset(offset), isInherited: this.hasInherited };
  }

  /** What it takes to continue, when lines were taken up to `to`, and the next bytes belong to such a line, if to any. */
  lineState(to: number, openLine: LineState | undefined): LineState | undefined {
    if (this.waiting === 0) return openLine;
    // The end of what was taken is no line's end then.
    if (openLine !== undefined) return undefined;
    const [stdout, stderr] = [RecordFlag.stdout, RecordFlag.stderr].map((stream) => this.#streams.get(stream));
    const starts = {
      ...(stdout?.waiting ? { stdout: stdout.offset } : {}),
      ...(stderr?.waiting ? { stderr: stderr.offset } : {}),
    };
    return { settled: { to, ...starts } };
  }

  /** Forgets the pieces of streams whose lines are settled up to `offset`: they were shipped without the rest. */
  forgetSettled(settled: SettledLines, offset: number): void {
    for (const [stream, pieces] of this.#streams) {
      if (!pieces.waiting || settledEnd(settled, stream) !== offset) continue;
      pieces.clear();
      this.waiting--;
    }
  }

  /**
   * Says that the file that is read from now on begins at `offset`; what waits was begun in an earlier one. Returns the
   * last offset that was given to what waits, or `BEFORE_INHERITED`.
   */
  beginFile(offset: number): number {
    let last = BEFORE_INHERITED;
    for (const pieces of this.#streams.values()) {
      pieces.isInherited = pieces.waiting;
      if (!pieces.waiting) continue;
      pieces.offset = offset;
      pieces.resumeOffset = offset;
      // Until a piece comes in this file.
      pieces.latestOffset = ++last;
    }
    return last;
  }
}
