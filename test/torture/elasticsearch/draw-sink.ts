import type { SeededRandom } from '../../support/seeded-random.js';

/** How long a patient podtail waits for an answer, in milliseconds. */
export const LONG_TIMEOUT = 30_000;
/** Shorter than what an answer may be held back, so that requests end without one. */
const SHORT_TIMEOUT = 2_000;

/**
 * The sink's configuration for one life: batches small enough that there are many requests, and short pauses.
 *
 * @param isPatient whether it waits long for an answer
 */
export function drawSink(random: SeededRandom, urls: readonly string[], isPatient: boolean): object {
  return {
    type: 'elasticsearch',
    url: random.below(2) === 0 ? urls[0] : urls,
    lanes: random.pick([1, 4]),
    compression: random.pick(['none', 'gzip']),
    batch: {
      records: random.pick([50, 500, 5_000]),
      bytes: random.pick(['16KiB', '1MiB']),
      timeout: random.pick(['20ms', '500ms']),
    },
    retry: { initial: '50ms', max: random.pick(['200ms', '2s']) },
    timeouts: { headers: `${isPatient ? LONG_TIMEOUT : SHORT_TIMEOUT}ms` },
  };
}
