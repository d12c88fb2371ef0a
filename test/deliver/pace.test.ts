import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pace } from '../../src/deliver/pace.js';

const MB = 1_000_000;

/** Sends requests to a server that lets `rate` bytes a second through, and `burst` at once, for some seconds. */
function send(rate: number, burst: number, seconds: number, request = MB, pause = 250) {
  const pace = new Pace();
  let tokens = burst;
  let filledAt = 0;
  let now = 0;
  let taken = 0;
  let refusals = 0;
  while (now < seconds * 1000) {
    now += pace.reserve(request, now) + 10;
    tokens = Math.min(burst, tokens + ((now - filledAt) * rate) / 1000);
    filledAt = now;
    if (tokens >= request) {
      tokens -= request;
      taken += request;
      pace.took(request, now);
    } else {
      refusals++;
      pace.limited(now);
      now += pause;
    }
  }
  return { taken, refusals, pace, now };
}

describe('the adaptive rate', () => {
  it('is unlimited if nothing was refused', () => {
    const pace = new Pace();
    for (let request = 0; request < 100; request++) assert.equal(pace.reserve(MB, request), 0);
    assert.equal(pace.rate(100), Number.POSITIVE_INFINITY);
  });

  it('matches the limit of the server: it uses most of it, and repeats little', () => {
    const { taken, refusals } = send(4 * MB, 6 * MB, 60);
    const possible = 4 * MB * 60 + 6 * MB;
    assert.ok(taken > 0.85 * possible, `${taken} of ${possible} bytes`);
    // Without a pace there is a refusal for each request or two: more than a hundred.
    assert.ok(refusals < 30, `${refusals} refusals`);
  });

  it('rises with the limit', () => {
    const { pace, now } = send(4 * MB, 6 * MB, 30);
    const before = pace.rate(now);
    assert.ok(pace.rate(now + 60_000) > 1.5 * before);
    assert.equal(pace.rate(now + 121_000), Number.POSITIVE_INFINITY);
  });

  it('ignores a limit that refuses before it accepts anything: backoff handles that', () => {
    const pace = new Pace();
    pace.reserve(MB, 0);
    pace.limited(10);
    assert.equal(pace.reserve(MB, 20), 0);
  });

  it('does not slow down a log that rarely writes after a refusal', () => {
    const pace = new Pace();
    pace.reserve(100, 0);
    pace.took(100, 10);
    pace.reserve(1000, 3_600_000);
    pace.limited(3_600_010);
    let longest = 0;
    for (let request = 0; request < 10; request++) longest = Math.max(longest, pace.reserve(MB, 3_600_100));
    assert.equal(longest, 0);
  });

  it('does not fall without bound if refusals do not depend on bytes', () => {
    const pace = new Pace();
    let now = 0;
    let taken = 0;
    for (let request = 1; now < 600_000; request++) {
      now += pace.reserve(64_000, now) + 5;
      if (request % 12 === 0) {
        pace.limited(now);
        now += 100;
      } else {
        pace.took(64_000, now);
        if (now >= 540_000) taken += 64_000;
      }
    }
    assert.ok(taken > 12 * MB, `${taken} bytes in the tenth minute`);
  });

  it('delays no request for more than a few seconds', () => {
    const pace = new Pace();
    pace.reserve(1, 0);
    pace.took(1, 10);
    pace.limited(500);
    for (let request = 0; request < 10; request++) assert.ok(pace.reserve(MB, 600) <= 5000);
  });
});
