import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createPause } from '../../src/os/pause.js';

it('pauses take at most a tenth of the time, except for a few in a row', () => {
  let now = 0;
  let waited = 0;
  const pause = createPause(
    () => now,
    (milliseconds) => {
      now += milliseconds;
      waited += milliseconds;
    },
  );
  while (pause(10));
  const first = waited;
  assert.ok(first >= 50 && first <= 60, `${first} ms at once`);
  now += 1_000;
  while (pause(10));
  assert.ok(waited - first >= 50 && waited - first <= 60, 'as many after a while');
  for (const end = now + 10_000; now < end; now += 5) pause(10);
  assert.ok(waited - 2 * first < 1_100, `${waited} ms in all`);
});

it('a pause blocks the process', () => {
  const begin = performance.now();
  assert.equal(createPause(() => performance.now())(5), true);
  assert.ok(performance.now() - begin >= 4);
});
