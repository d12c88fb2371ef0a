import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RateLimitSettings } from '../../src/transform/settings.js';
import { consumeRoom } from '../support/consume-files.js';
import { logOf } from '../support/traces.js';

const LIMIT: RateLimitSettings = { lines: 10, burst: 2, action: 'drop' };

function lines(count: number): Buffer {
  return logOf(
    Array.from({ length: count }, (_, index) => `line ${index}`),
    'docker',
  );
}

describe('a rate limit that drops', () => {
  it('passes a burst and then its rate, and names the container once a minute (42: one noisy pod hurts all)', () => {
    const room = consumeRoom({ settings: [{ rateLimit: LIMIT }] });
    room.read(1, lines(50));
    assert.equal(room.records.length, 20);
    assert.equal(room.counters.rateLimited, 30);
    room.clock.now = 1000;
    room.read(2, lines(50));
    assert.equal(room.records.length, 30);
    assert.equal(room.counters.rateLimited, 70);
    room.clock.now = 61_000;
    room.read(3, lines(30));
    const summaries = room.records
      .map(({ record }) => record.message)
      .filter((message) => message.startsWith('podtail'));
    assert.deepEqual(summaries, [
      'podtail dropped 71 lines (497 bytes) of default/web-0/nginx, which is over its limit of 10 lines per second',
    ]);
  });

  it('logs it within a minute after the last drop, even if nothing more is dropped', () => {
    const room = consumeRoom({ settings: [{ rateLimit: LIMIT }] });
    room.read(1, lines(25));
    assert.equal(room.consumer.hasPartialLine, true);
    room.clock.now = 59_999;
    room.consumer.flushPartialLines(0);
    assert.equal(room.records.length, 20);
    room.clock.now = 60_000;
    room.consumer.flushPartialLines(0);
    assert.match(room.records.at(-1)!.record.message, /^podtail dropped 5 lines /);
    assert.equal(room.consumer.hasPartialLine, false);
  });

  it('settles what it drops', () => {
    const room = consumeRoom({ settings: [{ rateLimit: LIMIT }] });
    const file = lines(50);
    room.read(1, file);
    room.acknowledge();
    assert.equal(room.ledger.settled(1), file.length);
  });

  it('counts bytes of messages, too', () => {
    const room = consumeRoom({ settings: [{ rateLimit: { bytes: 60, burst: 1, action: 'drop' } }] });
    room.read(1, lines(50));
    assert.equal(room.records.length, 10);
  });
});

describe('a rate limit that delays', () => {
  it('passes everything, and says when the source may be read again', () => {
    const room = consumeRoom({ settings: [{ rateLimit: { lines: 10, burst: 2, action: 'delay' } }] });
    assert.ok(room.chain.readyAt <= room.clock.now);
    room.read(1, lines(50));
    assert.equal(room.records.length, 50);
    assert.equal(room.chain.readyAt, 3000);
    room.clock.now = 3000;
    room.read(2, lines(1));
    assert.equal(room.chain.readyAt, 3100);
  });
});
