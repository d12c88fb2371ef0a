import assert from 'node:assert/strict';
import type { ShippedRecord } from '../support/shipped-record.js';
import { assertShipped } from './assert-shipped.js';
import type { ScriptLines } from './container-scripts.js';
import type { DockerRun } from './docker-pod.js';

/** What one life of podtail put out, from its start to its end. */
export interface PodtailLife {
  readonly records: readonly ShippedRecord[];
  /** Whether it was killed, so that it could not save its last positions. */
  readonly isKilled: boolean;
}

/**
 * Fails unless the lives have put out each line of the run: in order, each once, but for those that came again, the same
 * to the last byte, after the life that put them out was killed.
 */
export function assertLives(lives: readonly PodtailLife[], run: DockerRun, lines: ScriptLines): void {
  /** The first to come of each record, and the life that it came in last. */
  const seen = new Map<string, { readonly record: ShippedRecord; life: number }>();
  for (const [life, { records }] of lives.entries()) {
    for (const record of records) {
      if (record.container_id !== run.containerId) continue;
      const key = `${record.stream} ${record.message}`;
      const earlier = seen.get(key);
      if (earlier === undefined) {
        seen.set(key, { record, life });
        continue;
      }
      const what = `life ${life}: ${record.message.slice(0, 100)} came in life ${earlier.life}, too`;
      assert.ok(earlier.life < life && lives[earlier.life]!.isKilled, what);
      assert.deepEqual(record, earlier.record);
      earlier.life = life;
    }
  }
  const once = [...seen.values()].map(({ record }) => record);
  assertShipped(once, run, lines);
}
