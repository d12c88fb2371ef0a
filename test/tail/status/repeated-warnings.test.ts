import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRepeatedWarnings } from '../../../src/tail/status/repeated-warnings.js';

describe('a warning that repeats', () => {
  it('is logged once, then once a minute with its number and the sum of its bytes', () => {
    const said: unknown[] = [];
    let now = 0;
    const warn = (message: string, fields?: object): void => void said.push([message, fields]);
    const nothing = (): void => {};
    const warnings = createRepeatedWarnings(
      { info: nothing, warn, error: nothing, problem: nothing, solved: nothing },
      () => now,
    );
    for (let times = 0; times < 3; times++) warnings.warn('a.log lost 5 bytes', { path: 'a.log', unreadBytes: 5 });
    warnings.warn('b.log lost 1 bytes', { path: 'b.log', unreadBytes: 1 });
    warnings.flush();
    assert.deepEqual(said.splice(0), [
      ['a.log lost 5 bytes', { path: 'a.log', unreadBytes: 5 }],
      ['b.log lost 1 bytes', { path: 'b.log', unreadBytes: 1 }],
    ]);
    now = 61_000;
    warnings.flush();
    assert.deepEqual(said.splice(0), [
      ['a.log lost 5 bytes (2 times since the last warning)', { path: 'a.log', unreadBytes: 10, times: 2 }],
    ]);
    warnings.warn('b.log lost 1 bytes', { path: 'b.log', unreadBytes: 1 });
    assert.equal(said.length, 1);
  });
});
