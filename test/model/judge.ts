import type { Counters } from '../../src/record/counters.js';
import { RecordFlag } from '../../src/record/record-block.js';
import type { LogSettings } from './log-layout.js';
import type { SentRecord } from './modelled-podtail.js';
import type { Piece, WrittenPieces } from './written-pieces.js';

/** Compares what the other side gets with what was written, and says what is wrong. */
export interface Judge {
  readonly faults: readonly string[];
  readonly received: number;
  beginLife(number: number): void;
  take(record: SentRecord): void;
  /** What came in this life up to now must not come again. */
  settle(): void;
  /** What podtail counted in a life in which everything stayed where it could read it. */
  takeCounts(counts: Pick<Counters, 'missedRotations' | 'abandonedBytes'>): void;
  /** Podtail threw something. */
  fail(error: unknown): void;
  /** Nothing more comes: what can be read must have come. */
  end(): void;
}

interface Receipt {
  readonly life: number;
  readonly id: string;
  /** With which the record ended. */
  readonly last: Piece;
  isSettled: boolean;
}

/** Nanoseconds that podtail may take from looking for the rest of a message to shipping what there is. */
const LONGEST_LOOK = 100_000_000n;
const NANOSECONDS_IN_MILLISECOND = 1e6;

const PIECE = /x*\((\d+)\.(\d+)\/\d+\)x*/g;

/** @param partialTimeout milliseconds for which the pieces of a message wait for the rest */
export function createJudge(
  written: WrittenPieces,
  { banner, isBusy: mayLosePieces = false }: Pick<LogSettings, 'banner' | 'isBusy'>,
  partialTimeout: number,
): Judge {
  const { messages } = written;
  const faults: string[] = [];
  const receipts = new Map<Piece, Receipt>();
  /** By id: what the record that had it ended with. */
  const named = new Map<string, Piece>();
  let received = 0;
  let life = 0;
  /** Of this life, by stream: the message that came last. */
  let latest = new Map<string, number>();

  function fault(kind: string, text: string): void {
    faults.push(`${kind}: ${text}`);
  }

  /** The pieces that a text is made of; undefined where it is not made of pieces alone. */
  function piecesOf(text: string): Piece[] | undefined {
    const pieces = [...text.matchAll(PIECE)].map(([, message, index]) => messages[Number(message)]?.[Number(index)]);
    const isMade = pieces.length > 0 && pieces.every((piece) => piece !== undefined);
    return isMade && pieces.map((piece) => piece.text).join('') === text ? pieces : undefined;
  }

  /** Whether the pieces are of one message, and stand there one behind the other. */
  function isPart(pieces: readonly Piece[]): boolean {
    const [first] = pieces;
    const whole = messages[first!.message]!;
    // What stood between a copy and the truncation is gone, and nothing says so.
    const isGone = ({ named, held }: Piece): boolean => named + held === 0;
    return pieces.every(({ message, index }, place) => {
      const before = pieces[place - 1]?.index ?? index - 1;
      const between = whole.slice(before + 1, index);
      return message === first!.message && index > before && between.every((piece) => mayLosePieces && isGone(piece));
    });
  }

  /** Whether a message may be parted before that piece: it came too late, or is the first one. */
  function mayPartBefore(index: number, pieces: readonly Piece[]): boolean {
    const last = pieces[index - 1]?.writtenAt;
    if (last === undefined || index === pieces.length) return true;
    const next = pieces[index]!.writtenAt ?? written.now;
    return Number(next - last + LONGEST_LOOK) > partialTimeout * NANOSECONDS_IN_MILLISECOND;
  }

  function takeMessage(pieces: readonly Piece[], { id }: SentRecord): void {
    const [{ message, stream, of, index }, last] = [pieces[0]!, pieces.at(-1)!];
    const before = latest.get(stream) ?? -1;
    const { isLate } = pieces[0]!;
    if (message < before && !isLate) fault('disordered', `${message} after ${before} (${stream})`);
    if (!isLate) latest.set(stream, message);
    const whole = messages[message]!;
    if (!mayPartBefore(index, whole) || !mayPartBefore(index + pieces.length, whole)) {
      if (whole.every(({ named }) => named > 0)) fault('parted', `${message} of ${of} pieces`);
      return;
    }
    const namesake = named.get(id) ?? last;
    if (namesake !== last) fault('same id', `${namesake.message} and ${message}: ${id}`);
    named.set(id, last);
    const seen = pieces.flatMap((piece) => receipts.get(piece) ?? []);
    for (const piece of pieces) receipts.set(piece, { life, id, last, isSettled: false });
    const wrong = seen.find((receipt) => receipt.isSettled || receipt.life === life);
    if (wrong !== undefined) fault('duplicate', `${message}, which came in life ${wrong.life}`);
    const other = seen.find((receipt) => receipt.last === last && receipt.id !== id);
    if (other !== undefined) fault('other id', `${message}: ${other.id}, then ${id}`);
  }

  return {
    faults,
    get received() {
      return received;
    },
    beginLife(number) {
      life = number;
      latest = new Map();
    },
    take(record) {
      const { text, flags } = record;
      received++;
      if (banner !== '' && `${text}\n` === banner) return;
      const pieces = piecesOf(text);
      if (pieces === undefined || !isPart(pieces)) {
        fault('strange', `${text.replaceAll(/x{9,}/g, 'x…')}, flags ${flags}`);
        return;
      }
      if (pieces.some(({ index }, place) => index !== pieces[0]!.index + place)) return;
      const isWhole = pieces.length === pieces[0]!.of;
      if (isWhole && (flags & RecordFlag.partial) !== 0) fault('partial', text);
      takeMessage(pieces, record);
    },
    settle() {
      for (const receipt of receipts.values()) receipt.isSettled ||= receipt.life === life;
    },
    takeCounts({ missedRotations, abandonedBytes }) {
      if (missedRotations > 0) fault('false alarm', `${missedRotations} rotations were said to be missed`);
      if (abandonedBytes > 0) fault('false alarm', `${abandonedBytes} bytes were said to be lost`);
    },
    fail: (error) => fault('thrown', (error as Error).stack ?? String(error)),
    end() {
      const hasCome = (pieces: readonly Piece[]): boolean => pieces.every((piece) => receipts.has(piece));
      const lost = messages.flatMap((pieces, message) =>
        hasCome(pieces) || pieces.some(({ named, held }) => named + held === 0) ? [] : [message],
      );
      if (lost.length > 0) fault('lost', lost.join(' '));
    },
  };
}
