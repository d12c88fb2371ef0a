import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Node } from '../support/node.js';
import { follow } from './follow.js';

const RUNTIMES = ['docker', 'cri'] as const;
type Runtime = (typeof RUNTIMES)[number];

/** A log of 60 lines in four files, of which the older ones are compressed; the times of its lines. */
function createRoom(t: TestContext, runtime: Runtime) {
  const times: string[] = [];
  const write = (node: Node): void => {
    const container = node
      .pod({ namespace: 'shop', pod: 'web' })
      .container('app', { runtime, compress: true, maxFiles: 10 });
    container.start();
    for (let file = 0; file < 4; file++) {
      container.lines(15);
      if (file < 3) container.rotate();
    }
    times.push(...container.run.written.map(({ time }) => time));
  };
  const ship = async (...args: string[]) => {
    const { podtail } = follow(t, { before: write, args: ['--once', ...args] });
    assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
    const { bytesRead } = JSON.parse(await podtail.logLine(/"finished"/)) as { bytesRead: number };
    return { times: podtail.seen.map(({ time }) => time), bytesRead };
  };
  return { times, ship };
}

for (const runtime of RUNTIMES) {
  describe(`a time range (${runtime})`, () => {
    test('selects exactly the lines of that time, over rotated and compressed files', async (t) => {
      const room = createRoom(t, runtime);
      const whole = await room.ship();
      assert.equal(whole.times.length, 60);
      for (const [first, last] of [
        [20, 40],
        [0, 59],
        [50, 55],
        [59, 59],
      ] as const) {
        const [since, until] = [whole.times[first]!, whole.times[last]!];
        const { times } = await room.ship('--since', since, '--until', until);
        assert.deepEqual(times, whole.times.slice(first, last + 1), `${first} to ${last}`);
      }
    });

    test('reads no file that ended before that time or began after it', async (t) => {
      const room = createRoom(t, runtime);
      const whole = await room.ship();
      const recent = await room.ship('--since', whole.times[50]!);
      assert.ok(recent.bytesRead < whole.bytesRead / 2, `${recent.bytesRead} of ${whole.bytesRead}`);
      const early = await room.ship('--until', whole.times[10]!);
      assert.equal(early.times.length, 11);
      assert.ok(early.bytesRead < whole.bytesRead * 0.7, `${early.bytesRead} of ${whole.bytesRead}`);
    });
  });
}

test('--since with a duration counts from now; any other value is refused', async (t) => {
  const room = createRoom(t, 'cri');
  assert.deepEqual((await room.ship('--since', '1ms')).times, []);
  const { podtail } = follow(t, { args: ['--once', '--since', 'yesterday'] });
  assert.equal((await podtail.exit()).code, 2);
  assert.match(podtail.log.join(), /since: expected a time as 2026-01-31T08:00:00Z, or how long ago, as 2h/);
});
