import type { LogSource } from '../../record/log-source.js';
import type { Reading } from '../chain/create-log-file.js';
import type { LineConsumer } from '../line-consumer.js';
import type { TailOptions } from '../tail-options.js';

/** Whose lines the files of one log hold. */
export interface ReadingOf {
  /** Whose the latest file's are. */
  readonly source: LogSource;
  /**
   * Whose a file's are, by its own path, links resolved: another container's log, to which the link leads now, has another source,
   * and nothing to do with the one before.
   */
  of(target: string): Reading;
}

/** @param found as discovery found it */
export function createReadingOf(
  found: LogSource,
  { resolve, createConsumer }: Pick<TailOptions, 'resolve' | 'createConsumer'>,
): ReadingOf {
  const { path } = found;
  let source = found;
  let consumer: LineConsumer | undefined;
  return {
    get source() {
      return source;
    },
    of(target) {
      const resolved = resolve(path, target);
      if (consumer === undefined || resolved.containerId !== source.containerId) {
        source = resolved;
        consumer = createConsumer(source);
      }
      return { source, consumer };
    },
  };
}
