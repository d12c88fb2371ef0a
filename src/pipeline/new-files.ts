import type { LogSource } from '../record/log-source.js';
import { type LineConsumer, wrapConsumer } from '../tail/line-consumer.js';

/**
 * Has the positions saved when a file was begun whose records' ids depend on what positions alone keep (see
 * `birthmarkOf`), before any of its records is sent: else what podtail sends before it is killed would have other ids when
 * it is sent again, if the file was compressed in the meantime.
 */
export interface NewFiles {
  /** The same consumer, under watch where its files are such ones. */
  watch(source: LogSource, consumer: LineConsumer): LineConsumer;
  /** Saves the positions if such a file was begun. To be called in the step in which files were read. */
  saveIfBegun(): void;
}

/** The part of the time that may go into saving. */
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
