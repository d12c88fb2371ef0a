import { RecordFlag } from '../../src/record/record-block.js';
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
  /** Podtail threw something. */
  fail(error: unknown): void;
  /** Nothing more comes: what can be read must have come. */
  end(): void;
}

interface Receipt {
  readonly life: number;
  readonly id: string;
  isSettled: boolean;
}

const PIECE = /\((\d+)\.(\d+)\/\d+\)x*/g;

export function createJudge({ messages }: WrittenPieces, banner: string): Judge {
  const faults: string[] = [];
  const receipts = new Map<number, Receipt>();
  /** By id: the message that had it. */
  const named = new Map<string, number>();
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
    return pieces.every(({ message, index }, place) => message === first!.message && index === first!.index + place);
  }

  function takeMessage({ message, stream, of }: Piece, { id }: SentRecord, isWhole: boolean): void {
    const before = latest.get(stream) ?? -1;
    if (message < before) fault('disordered', `${message} after ${before} (${stream})`);
    latest.set(stream, message);
    if (!isWhole) {
      if (messages[message]!.every(({ named }) => named > 0)) fault('parted', `${message} of ${of} pieces`);
      return;
    }
    const namesake = named.get(id) ?? message;
    if (namesake !== message) fault('same id', `${namesake} and ${message}: ${id}`);
    named.set(id, message);
    const seen = receipts.get(message);
    receipts.set(message, { life, id, isSettled: false });
    if (seen === undefined) return;
    if (seen.isSettled || seen.life === life) fault('duplicate', `${message}, which came in life ${seen.life}`);
    if (seen.id !== id) fault('other id', `${message}: ${seen.id}, then ${id}`);
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
      const isWhole = pieces.length === pieces[0]!.of;
      if (isWhole && (flags & RecordFlag.partial) !== 0) fault('partial', text);
      takeMessage(pieces[0]!, record, isWhole);
    },
    settle() {
      for (const receipt of receipts.values()) receipt.isSettled ||= receipt.life === life;
    },
    fail: (error) => fault('thrown', (error as Error).stack ?? String(error)),
    end() {
      const lost = messages.flatMap((pieces, message) =>
        receipts.has(message) || pieces.some(({ named, held }) => named + held === 0) ? [] : [message],
      );
      if (lost.length > 0) fault('lost', lost.join(' '));
    },
  };
}
