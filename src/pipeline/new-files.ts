import type { LogSource } from '../record/log-source.js';
import { type LineConsumer, wrapConsumer } from '../tail/line-consumer.js';

/**
 * Saves the positions when podtail begins a file whose record ids depend on data that only the positions keep (see
 * `birthmarkOf`), before any of its records is sent. Otherwise records that podtail sends before it is killed would
 * have other ids when it sends them again, if the file was compressed in the meantime.
 */
export interface NewFiles {
  /** A consumer that also watches for such files. */
  watch(source: LogSource, consumer: LineConsumer): LineConsumer;
  /** Saves the positions if such a file was begun. To be called in the same step of the event loop as the reads. */
  saveIfBegun(): void;
}

/** Share of the time that saving may take. */
const SHARE = 1 / 10;

/** @param now milliseconds, never falling */
export function createNewFiles(save: () => void, now: () => number): NewFiles {
  let isBegun = false;
  let notBefore = Number.NEGATIVE_INFINITY;
  return {
    watch(source, consumer) {
      if (source.writtenByRuntime) return consumer;
      return wrapConsumer(consumer, {
        beginFile(key, offset, fileId, state) {
          isBegun ||= offset === 0;
          consumer.beginFile(key, offset, fileId, state);
        },
      });
    },
    saveIfBegun() {
      const start = now();
      if (!isBegun || start < notBefore) return;
      save();
      isBegun = false;
      const end = now();
      notBefore = end + (end - start) * (1 / SHARE - 1);
    },
  };
}
