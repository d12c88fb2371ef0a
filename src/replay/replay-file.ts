import fs from 'node:fs';
import path from 'node:path';
import split2 from 'split2';
import { createLedger, type Ledger } from '../checkpoint/ledger.js';
import { lockStateFolder } from '../checkpoint/state-lock.js';
import type { Config } from '../config/config.js';
import { keepLines } from '../deliver/dead-letter-file.js';
import { parseDeadLetter } from '../deliver/dead-letters.js';
import type { Delivery } from '../deliver/delivery.js';
import { createReplayDelivery } from '../pipeline/create-delivery.js';
import { type PipelineConfig, withOwnSinks } from '../pipeline/pipeline-config.js';
import { deliverRest } from '../pipeline/pipeline-parts.js';
import type { DefinedSink } from '../pipeline/program-parts.js';
import { createRunControl, type RunControl } from '../pipeline/run-control.js';
import { createCounters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { createKeptDeadLetters, type KeptDeadLetters } from './kept-dead-letters.js';
import { putBack, takeAway } from './taken-file.js';

/** What came of sending the dead letters of a file again. */
export interface ReplayResult {
  /** Dead letters that a sink has taken. */
  readonly sent: number;
  /** Dead letters that a sink refused again: they are in the file once more. */
  readonly refused: number;
  /** Lines that are no dead letter of a sink of the configuration: they are in the file as they were. */
  readonly unknown: number;
  /** Whether every dead letter was tried. */
  readonly isComplete: boolean;
}

export interface ReplayOptions {
  readonly config: Config;
  readonly diagnostics: Diagnostics;
  /** A program's own sinks (see `defineSink`), in place of those of the configuration. They are closed in the end. */
  readonly sinks?: readonly DefinedSink[];
  /** Ends it early: what was not taken by then stays. */
  readonly stop?: AbortSignal;
}

/** Options of one replay, its sinks put in. */
interface Replay {
  readonly config: PipelineConfig;
  readonly diagnostics: Diagnostics;
  readonly stop: AbortSignal | undefined;
}

/** The dead letters' file, in the ledger. */
const FILE_KEY = 0;

/**
 * Sends the dead letters of a file again, and takes those out that are delivered. The file is moved aside first, so that
 * a podtail that runs may continue with a new one; a crash at any instant loses no dead letter, though some may be sent twice.
 * Throws an error for the user where the file is not available.
 */
export async function replayFile(file: string, options: ReplayOptions): Promise<ReplayResult> {
  const { config, sinks, diagnostics, stop } = options;
  const replay = { config: withOwnSinks(config, sinks), diagnostics, stop };
  const folder = path.dirname(file);
  if (!fs.existsSync(folder)) throw new Error(`${file}: there is no such file`);
  const lockFolder = path.join(folder, '.replay');
  const lock = await lockStateFolder(lockFolder);
  if (lock.kind === 'held') throw new Error(`${file} is being replayed by ${lock.by}`);
  try {
    const taken = takeAway(file);
    const result = await replayWork(file, taken.path, replay);
    if (!taken.isLeftover || !result.isComplete || !fs.existsSync(file)) return result;
    return add(result, await replayWork(file, takeAway(file).path, replay));
  } finally {
    if (lock.kind === 'locked') lock.release();
    removeIfEmpty(lockFolder);
  }
}

function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // Another replay has it, or it never was there.
  }
}

async function replayWork(file: string, work: string, { config, diagnostics, stop }: Replay) {
  const control = createRunControl();
  const counters = createCounters();
  const unknowns = config.sinks.length;
  const ledger = createLedger();
  ledger.open(FILE_KEY, 0);
  const onStop = (): void => control.stop();
  stop?.addEventListener('abort', onStop);
  if (stop?.aborted === true) onStop();
  try {
    const delivery = await createReplayDelivery(config, { diagnostics, counters, ledger, control }, file);
    const kept = createKeptDeadLetters(config.sinks.map(({ name }) => name));
    await readDeadLetters(work, { file, delivery, ledger, control, unknowns, kept });
    await deliverRest({ config, delivery, control });
    const isComplete = putBack(work, file, ledger.settled(FILE_KEY));
    for (const message of kept.messages(file)) diagnostics.warn(message);
    return { sent: counters.delivered, refused: counters.rejected, unknown: kept.count, isComplete };
  } finally {
    stop?.removeEventListener('abort', onStop);
  }
}

interface DeadLetterReading {
  readonly file: string;
  readonly delivery: Delivery;
  readonly ledger: Ledger;
  readonly control: RunControl;
  /** The index in the ledger of what takes lines that are no dead letters. */
  readonly unknowns: number;
  readonly kept: KeptDeadLetters;
}

/** Gives the dead letters to the delivery, until their end or that of the run; keeps the lines that are none. */
async function readDeadLetters(work: string, reading: DeadLetterReading): Promise<void> {
  const { file, delivery, ledger, control, unknowns, kept } = reading;
  let offset = 0;
  // As latin1, a character is a byte, also in a damaged line.
  const input = fs.createReadStream(work, 'latin1');
  for await (const line of input.pipe(split2('\n'))) {
    await roomIn(delivery, control);
    if (control.isStopped) break;
    const text = Buffer.from(line, 'latin1').toString('utf8');
    offset += line.length + 1;
    const deadLetter = parseDeadLetter(text);
    if (deadLetter === undefined || !delivery.restore(deadLetter, FILE_KEY, offset)) {
      ledger.carried(unknowns, FILE_KEY);
      if (text !== '') {
        kept.add(deadLetter);
        await keepLines(file, [text]);
      }
      ledger.delivered(unknowns, FILE_KEY, offset);
    }
    ledger.read(FILE_KEY, offset);
  }
  input.destroy();
}

async function roomIn(delivery: Delivery, control: RunControl): Promise<void> {
  while (!delivery.hasRoom() && !control.isStopped) {
    let unsubscribe = (): void => {};
    const room = new Promise<void>((resolve) => {
      unsubscribe = control.room.subscribe(resolve);
    });
    await Promise.race([room, control.stopped]);
    unsubscribe();
  }
}

function add(first: ReplayResult, second: ReplayResult): ReplayResult {
  return {
    sent: first.sent + second.sent,
    refused: first.refused + second.refused,
    unknown: first.unknown + second.unknown,
    isComplete: second.isComplete,
  };
}
