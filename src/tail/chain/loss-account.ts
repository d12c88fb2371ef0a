import {
  type AbandonedBytes,
  type AbandonReason,
  countAbandoned,
  createAbandonedBytes,
} from '../../record/abandoned.js';
import { counted } from '../../record/counted.js';
import type { FileOnDisk } from '../files/file-on-disk.js';
import type { SavedRest } from '../saved-rests.js';
import type { TailOptions } from '../tail-options.js';
import type { RememberedFile } from './file-memory.js';
import { lossesOf } from './losses.js';

/** What was known to be in the files of one log, and will not be read. */
export class LossAccount {
  /** Bytes that were given up. */
  readonly abandoned: AbandonedBytes = createAbandonedBytes();
  readonly #path: string;
  readonly #options: Pick<TailOptions, 'counters' | 'diagnostics'>;

  /** @param logPath names the log */
  constructor(logPath: string, options: Pick<TailOptions, 'counters' | 'diagnostics'>) {
    this.#path = logPath;
    this.#options = options;
  }

  /** Counts bytes that were known to be in a file and will not be read any more. */
  abandon(reason: AbandonReason, bytes: number): void {
    this.abandoned[reason] += bytes;
    countAbandoned(this.#options.counters, reason, bytes);
  }

  /** Counts what was saved of a deleted file and cannot be read, and says it. */
  abandonRest({ copy, target, known }: SavedRest, problem: string): void {
    const unreadBytes = Math.max(0, known.size - known.offset);
    this.abandon('damaged', unreadBytes);
    const message = `the rest of ${target}, which was deleted, cannot be read from ${copy} (${problem}); lost: ${counted(unreadBytes, 'byte')}`;
    this.#options.diagnostics.warn(message, { path: this.#path, unreadBytes });
  }

  /** Counts what is not settled of a deleted file when podtail ends, and cannot be saved, and says it. */
  abandonUnsaved(target: string, unreadBytes: number, reason: AbandonReason, problem: string): void {
    this.abandon(reason, unreadBytes);
    const message = `${target} was deleted before podtail delivered it; lost: ${counted(unreadBytes, 'byte')}, because ${problem}`;
    this.#options.diagnostics.warn(message, { path: this.#path, unreadBytes });
  }

  /** Counts what was not read of files that are gone, and says it; `lossesOf` has what the parameters mean. */
  abandonGone(gone: readonly RememberedFile[], live: FileOnDisk, began: boolean): void {
    const losses = lossesOf(this.#path, gone, live, began);
    for (const { reason, unreadBytes, message } of losses) {
      this.abandon(reason, unreadBytes);
      this.#options.diagnostics.warn(message, { path: this.#path, unreadBytes });
    }
    if (losses.some(({ unreadBytes }) => unreadBytes === 0)) this.#options.counters.missedRotations++;
  }
}
