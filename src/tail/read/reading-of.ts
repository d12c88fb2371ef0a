import type { LogSource } from '../../record/log-source.js';
import type { Reading } from '../chain/create-log-file.js';
import type { LineConsumer } from '../line-consumer.js';
import type { TailOptions } from '../tail-options.js';

/** Whose lines the files of one log hold. */
export class ReadingOf {
  readonly #options: Pick<TailOptions, 'resolve' | 'createConsumer'>;
  #source: LogSource;
  #consumer: LineConsumer | undefined;

  /** @param found as discovery found it */
  constructor(found: LogSource, options: Pick<TailOptions, 'resolve' | 'createConsumer'>) {
    this.#options = options;
    this.#source = found;
  }

  /** Whose the latest file's are. */
  get source(): LogSource {
    return this.#source;
  }

  /**
   * Whose a file's are, by its own path, links resolved: another container's log, to which the link leads now, has another source,
   * and nothing to do with the one before.
   */
  of(target: string): Reading {
    const resolved = this.#options.resolve(this.#source.path, target);
    if (this.#consumer === undefined || resolved.containerId !== this.#source.containerId) {
      this.#source = resolved;
      this.#consumer = this.#options.createConsumer(resolved);
    }
    return { source: this.#source, consumer: this.#consumer };
  }
}
