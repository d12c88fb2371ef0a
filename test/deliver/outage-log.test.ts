import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDestinationLog } from '../../src/deliver/destination-log.js';
import { createOutageLog } from '../../src/deliver/outage-log.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

function createRoom() {
  const diagnostics = createSpokenDiagnostics();
  const time = { now: 0 };
  const clock = { now: () => time.now };
  return { diagnostics, time, clock };
}

describe('the log of an outage', () => {
  it('has a line for the beginning and one for the end', () => {
    const { diagnostics, time, clock } = createRoom();
    const log = createOutageLog('the sink a', diagnostics, clock);
    for (; time.now < 600_000; time.now += 30_000) log.failed({ reason: 'away' });
    log.recovered();
    assert.deepEqual(diagnostics.said, [
      'problem: the sink a does not take data, and podtail tries again until it does: away',
      'solved: the sink a takes data again',
    ]);
  });

  it('has one line a minute for a sink that fails now and then, with a count (302 lines in 50 s)', () => {
    const { diagnostics, time, clock } = createRoom();
    const log = createOutageLog('the sink a', diagnostics, clock);
    for (; time.now < 180_000; time.now += 300) {
      log.failed({ reason: 'limited' });
      time.now += 100;
      log.recovered();
    }
    assert.deepEqual(diagnostics.said, [
      'problem: the sink a does not take data, and podtail tries again until it does: limited',
      'solved: the sink a takes data again',
      'warn: the sink a did not take data 150 times in the last 60 s: limited',
      'warn: the sink a did not take data 150 times in the last 60 s: limited',
    ]);
  });

  it('has a line for the end of an outage that follows such failures', () => {
    const { diagnostics, time, clock } = createRoom();
    const log = createOutageLog('the sink a', diagnostics, clock);
    for (; time.now < 61_000; time.now += 1000) {
      log.failed({ reason: 'limited' });
      if (time.now < 30_000) log.recovered();
    }
    time.now = 120_000;
    log.recovered();
    assert.equal(diagnostics.said.at(-1), 'info: the sink a takes data again');
  });
});

describe('the log of failing destinations', () => {
  it('has one line a minute, for any number of destinations', () => {
    const { diagnostics, time, clock } = createRoom();
    const log = createDestinationLog('a', diagnostics, clock);
    for (let number = 0; number < 50; number++) log.failed(`index-${number}`, 'blocked');
    time.now = 60_000;
    log.look();
    assert.deepEqual(diagnostics.said, [
      'warn: index-0 of the sink a takes no data; podtail pauses these logs, and reads all others: blocked',
      'warn: index-1, index-2, index-3, index-4, index-5 and 44 more destinations of the sink a take no data; podtail pauses these logs, and reads all others: blocked',
    ]);
  });

  it('has a line for a destination that accepts data again, if it had one for its failure', () => {
    const { diagnostics, time, clock } = createRoom();
    const log = createDestinationLog('a', diagnostics, clock);
    log.failed('one', 'blocked');
    log.failed('two', 'blocked');
    log.recovered('one');
    log.recovered('two');
    time.now = 60_000;
    log.look();
    assert.deepEqual(diagnostics.said.slice(1), ['info: one of the sink a takes data again']);
  });
});
