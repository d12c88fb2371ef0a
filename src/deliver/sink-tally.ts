import { counted } from '../record/counted.js';
import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { CutLines } from '../record/payload.js';
import { type DestinationsStatus, REQUEST_SECONDS, type SinkFailure, type SinkStatus } from '../record/sink-status.js';
import type { Clock } from './clock.js';

/** Causes that are counted by themselves. */
const MOST_CAUSES = 20;
const OTHER_CAUSE = 'other';
/** Milliseconds between two messages of refused records. */
const MESSAGE_EVERY = 60_000;

export interface SinkTallyOptions {
  readonly name: string;
  /** Where dead letters are; none if they are not kept. */
  readonly deadLetterFile: string | undefined;
  readonly counters: Counters;
  readonly diagnostics: Diagnostics;
  readonly clock: Clock;
}

/** What one sink has done, and what there is to say of it: each trouble once, refused records once a minute. */
export class SinkTally {
  readonly #options: SinkTallyOptions;
  readonly #rejected = createCauses();
  readonly #retries = createCauses();
  readonly #requests = { counts: new Array<number>(REQUEST_SECONDS.length + 1).fill(0), seconds: 0 };
  readonly #unsaid = { rejected: 0, lost: 0, dropped: 0, takenAndLost: 0, apart: 0 };
  #saidAt = Number.NEGATIVE_INFINITY;
  #lastError: SinkFailure | undefined;
  #batches = 0;
  #records = 0;
  #bytes = 0;
  #deadLetters = 0;
  #deadLettersLost = 0;
  #lost = 0;
  #dropped = 0;
  #apart = 0;
  readonly #cut = { records: 0, bytes: 0 };
  heldBytes = 0;
  inFlightBytes = 0;
  splits = 0;
  /** What earlier connections to the sink have sent, in bytes, compressed. */
  sentBytesBefore = 0;
  /** Why the sink takes nothing any more, once that is so. */
  closedBecause: string | undefined;

  constructor(options: SinkTallyOptions) {
    this.#options = options;
  }

  /** The sink has answered; it has taken so many records of that many bytes. */
  delivered(records: number, bytes: number): void {
    const { counters } = this.#options;
    this.#batches++;
    this.#records += records;
    this.#bytes += bytes;
    counters.delivered += records;
    counters.deliveredBytes += bytes;
  }

  /** A request took so many milliseconds, with any outcome. */
  took(milliseconds: number): void {
    const seconds = milliseconds / 1000;
    const bound = REQUEST_SECONDS.findIndex((most) => seconds <= most);
    const index = bound < 0 ? REQUEST_SECONDS.length : bound;
    this.#requests.counts[index] = this.#requests.counts[index]! + 1;
    this.#requests.seconds += seconds;
  }

  /** A request has to be sent again, for that cause. */
  retried(cause: string): void {
    this.#retries.add(cause);
  }

  failed(reason: string, status: number | undefined): void {
    const time = this.#options.clock.wallTime();
    this.#lastError = status === undefined ? { reason, time } : { reason, status, time };
  }

  /** A record was refused, for that cause. */
  rejected(cause: string): void {
    this.#rejected.add(cause);
    this.#options.counters.rejected++;
  }

  /** Refused records were put with the dead letters, which had no room for `lost` of them. */
  deadLettered(records: number, lost: number, reason: string, sample: string): void {
    this.#deadLetters += records - lost;
    this.#deadLettersLost += lost;
    this.#unsaid.rejected += records;
    this.#unsaid.lost += lost;
    this.#saySometimes(reason, sample);
  }

  lost(records: number, reason: string): void {
    this.#lost += records;
    this.#unsaid.takenAndLost += records;
    this.#saySometimes(reason, '');
  }

  /** The sink took records, and they are where nobody looks for them. */
  keptApart(records: number, reason: string): void {
    this.#apart += records;
    this.#unsaid.apart += records;
    this.#saySometimes(reason, '');
  }

  /** The sink was not given records. */
  dropped(records: number, reason: string): void {
    this.countDropped(records);
    this.#unsaid.dropped += records;
    this.#saySometimes(reason, '');
  }

  /** The same without a word of it. */
  countDropped(records: number): void {
    this.#dropped += records;
    this.#options.counters.dropped += records;
  }

  /** The encoder cut lines: they are counted, and what was told of them begins again. */
  cut(cut: CutLines): void {
    const { counters } = this.#options;
    this.#cut.records += cut.records;
    this.#cut.bytes += cut.bytes;
    counters.truncated += cut.newRecords;
    counters.truncatedBytes += cut.bytes;
    Object.assign(cut, { records: 0, newRecords: 0, bytes: 0 });
  }

  /**
   * @param sentBytes as the sink counts them, if it does
   * @param lanes in use
   */
  status(
    optional: boolean,
    isUp: boolean,
    sentBytes: number | undefined,
    destinations: DestinationsStatus,
    lanes: number,
  ): SinkStatus {
    return {
      name: this.#options.name,
      optional,
      state: this.closedBecause !== undefined ? 'closed' : isUp ? 'up' : 'retrying',
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
      heldBytes: this.heldBytes,
      inFlightBytes: this.inFlightBytes,
      lanes,
      batches: this.#batches,
      records: this.#records,
      bytes: this.#bytes,
      sentBytes: sentBytes === undefined ? this.#bytes : this.sentBytesBefore + sentBytes,
      requests: { counts: [...this.#requests.counts], seconds: this.#requests.seconds },
      retries: this.#retries.total(),
      retriesBy: this.#retries.counts(),
      splits: this.splits,
      rejected: this.#rejected.counts(),
      deadLetters: this.#deadLetters,
      deadLettersLost: this.#deadLettersLost,
      lost: this.#lost,
      dropped: this.#dropped,
      apart: this.#apart,
      truncated: this.#cut.records,
      truncatedBytes: this.#cut.bytes,
      destinations,
    };
  }

  /** Says what was kept back since the last message. */
  sayRest(): void {
    if (Object.values(this.#unsaid).some((count) => count > 0)) this.#say('', '');
  }

  #saySometimes(reason: string, sample: string): void {
    const now = this.#options.clock.now();
    if (now - this.#saidAt < MESSAGE_EVERY) return;
    this.#saidAt = now;
    this.#say(reason, sample);
  }

  #say(reason: string, sample: string): void {
    const { name, deadLetterFile, diagnostics } = this.#options;
    const { rejected, lost, dropped, takenAndLost, apart } = this.#unsaid;
    const why = reason === '' ? '' : `: ${reason}`;
    const fields = { sink: name, ...(sample === '' ? {} : { sample }) };
    if (dropped > 0) diagnostics.warn(`dropped ${counted(dropped, 'record')} for the sink ${name}${why}`, fields);
    if (takenAndLost > 0)
      diagnostics.warn(`the sink ${name} lost ${counted(takenAndLost, 'record')} that it had taken${why}`, fields);
    if (apart > 0)
      diagnostics.warn(`the sink ${name} put ${counted(apart, 'record')} into its failure store${why}`, fields);
    if (rejected > 0) diagnostics.warn(`${rejectedMessage(name, rejected, lost, deadLetterFile)}${why}`, fields);
    Object.assign(this.#unsaid, { rejected: 0, lost: 0, dropped: 0, takenAndLost: 0, apart: 0 });
  }
}

/** Counts by their cause: a bounded number of causes, and the rest together. */
function createCauses() {
  const causes = new Map<string, number>();
  return {
    add(cause: string): void {
      const key = causes.has(cause) || causes.size < MOST_CAUSES ? cause : OTHER_CAUSE;
      causes.set(key, (causes.get(key) ?? 0) + 1);
    },
    total: (): number => [...causes.values()].reduce((sum, count) => sum + count, 0),
    counts: (): Record<string, number> => Object.fromEntries(causes),
  };
}

function rejectedMessage(name: string, rejected: number, lost: number, file: string | undefined): string {
  const refused = `could not deliver ${counted(rejected, 'record')} to the sink ${name}`;
  if (file === undefined) return `${refused}, lost (set --state-dir to keep dead letters)`;
  if (lost === 0) return `${refused}, kept in ${file} (send again with podtail replay)`;
  return `${refused}, ${lost} of them lost, because ${file} has reached deadLetters.maxBytes (podtail replay empties it)`;
}

/** The last message about records that a sink did not take. */
export function leftMessage(records: number, sink: string, isOptional: boolean): string {
  const what = `could not deliver ${counted(records, 'record')} to the sink ${sink} at the last attempt`;
  return isOptional
    ? `${what}, dropped because the sink is optional`
    : `${what}; with --state-dir, podtail tries again at the next start`;
}
