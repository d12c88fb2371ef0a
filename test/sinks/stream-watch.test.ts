import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createStreamWatch, type StreamPart } from '../../src/sinks/loki/stream-watch.js';

const NOW = 1_700_000_000;
const FRESH: StreamPart = { key: 'a', bytes: 100, oldest: NOW - 1, newest: NOW };

/** A watch that has seen the stream a moment ago. */
function watchOf(...sent: readonly StreamPart[]) {
  const watch = createStreamWatch();
  for (const part of [FRESH, ...sent]) watch.sent(part, NOW - 1);
  return watch;
}

describe('entries that Loki may refuse without a report', () => {
  it('are those of a new or idle stream, perhaps with one too many', () => {
    const watch = watchOf();
    assert.equal(watch.isRisky(FRESH, NOW), false);
    assert.equal(watch.isRisky({ ...FRESH, key: 'b' }, NOW), true);
    assert.equal(watch.isRisky({ ...FRESH, oldest: NOW + 3600, newest: NOW + 3600 }, NOW + 3600), true);
  });

  const parts: readonly (readonly [string, Partial<StreamPart>])[] = [
    ['that are old', { oldest: NOW - 700 }],
    ['that are ahead of the clock', { newest: NOW + 100 }],
    ['of a stream that has much in one push', { bytes: 64 * 1024 }],
  ];
  for (const [what, part] of parts) {
    it(`are those ${what}`, () => assert.equal(watchOf().isRisky({ ...FRESH, ...part }, NOW), true));
  }

  it('are those that are older than what was sent of their stream', () => {
    const ahead = watchOf({ ...FRESH, newest: NOW + 500 });
    assert.equal(ahead.isRisky({ ...FRESH, oldest: NOW - 50 }, NOW), false);
    assert.equal(ahead.isRisky({ ...FRESH, oldest: NOW - 150 }, NOW), true);
  });

  it('are those of a stream with much data in a few seconds', () => {
    const part = { ...FRESH, bytes: 60 * 1024 };
    assert.equal(watchOf(part, part).isRisky(part, NOW), false);
    assert.equal(watchOf(part, part, part, part).isRisky(part, NOW), true);
    assert.equal(watchOf(part, part, part, part).isRisky(part, NOW + 10), false);
  });

  it('are those of a stream for ten minutes after a refusal', () => {
    const watch = watchOf();
    watch.isolate('a', NOW);
    assert.equal(watch.isRisky(FRESH, NOW), true);
    watch.sent(FRESH, NOW + 599);
    const later = { ...FRESH, oldest: NOW + 600, newest: NOW + 600 };
    assert.equal(watch.isRisky(later, NOW + 601), false);
  });
});

describe('entries too far behind in a stream', () => {
  it('do not exist before Loki has refused something', () => {
    const watch = watchOf();
    assert.equal(watch.cutoff('a'), Number.NEGATIVE_INFINITY);
    assert.equal(watch.cutoff('b'), Number.NEGATIVE_INFINITY);
  });

  it('are those before the time that it named, and then those equally far behind in any stream', () => {
    const watch = watchOf();
    watch.behind('a', NOW - 3600);
    assert.equal(watch.cutoff('a'), NOW - 3600);
    watch.sent({ ...FRESH, key: 'b', newest: NOW + 500 }, NOW);
    assert.equal(watch.cutoff('b'), NOW - 3100);
    watch.sent({ ...FRESH, newest: NOW + 500 }, NOW);
    assert.equal(watch.cutoff('a'), NOW - 3100);
  });

  it('are at least half an hour behind, if another client has written the newest entry', () => {
    const watch = watchOf();
    watch.behind('a', NOW + 5000);
    watch.sent({ ...FRESH, key: 'b' }, NOW);
    assert.equal(watch.cutoff('a'), NOW + 5000);
    assert.equal(watch.cutoff('b'), NOW - 1800);
  });
});
