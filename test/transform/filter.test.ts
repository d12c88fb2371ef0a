import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Condition, TransformSettings } from '../../src/transform/settings.js';
import { consumedMessages, consumeFiles, consumeRoom } from '../support/consume-files.js';
import { logOf } from '../support/traces.js';

const LINES = ['GET /healthz 200', 'level=debug cache miss', 'ERROR pool "a" timed out', 'GET /orders 200'];

function left(settings: TransformSettings, format: 'docker' | 'cri' = 'docker'): string[] {
  return consumedMessages(logOf(LINES, format), { settings: [settings] });
}

describe('keep and drop', () => {
  const rows: readonly (readonly [condition: Condition, indexes: readonly number[]])[] = [
    [{ message: '/healthz' }, [0]],
    [{ message: '^GET ' }, [0, 3]],
    [{ message: '(?i)error' }, [2]],
    [{ message: '"a"' }, [2]],
    [{ message: '.*200$' }, [0, 3]],
    [{ stream: 'stderr' }, [0, 1, 2, 3]],
    [{ stream: 'stdout' }, []],
    [{ stream: 'stderr', message: 'nothing of the kind' }, []],
    [{ level: ['debug', 'trace'] }, [1]],
  ];
  for (const [condition, indexes] of rows) {
    it(`match what ${JSON.stringify(condition)} describes`, () => {
      for (const format of ['docker', 'cri'] as const) {
        const level = condition.level === undefined ? {} : ({ level: 'detect' } as const);
        const taken = LINES.filter((_, index) => indexes.includes(index));
        const others = LINES.filter((_, index) => !indexes.includes(index));
        assert.deepEqual(left({ ...level, keep: [condition] }, format), taken);
        assert.deepEqual(left({ ...level, drop: [condition] }, format), others);
      }
    });
  }

  it('match if one of several conditions does, and keep comes first', () => {
    assert.deepEqual(left({ keep: [{ message: 'GET' }, { message: 'ERROR' }], drop: [{ message: 'healthz' }] }), [
      LINES[2],
      LINES[3],
    ]);
  });

  it('settle what they drop after what came before is settled, and count it', () => {
    const file = logOf(LINES, 'docker');
    const room = consumeRoom({ settings: [{ keep: [{ message: '^GET /healthz' }] }] });
    room.read(1, file);
    assert.equal(room.ledger.settled(1), 0);
    room.acknowledge();
    assert.equal(room.ledger.settled(1), file.length);
    assert.equal(room.counters.filtered, 3);
  });
});

describe('sample', () => {
  const file = logOf(
    Array.from({ length: 4000 }, (_, index) => `line ${index}`),
    'docker',
  );

  it('passes about its share of the records', () => {
    const { length } = consumeFiles([file], { settings: [{ sample: 0.25 }] });
    assert.ok(length > 850 && length < 1150, `${length} of 4000`);
  });

  it('passes the same records when they are read again, in any reads', () => {
    const once = consumedMessages(file, { settings: [{ sample: 0.1 }] });
    assert.deepEqual(consumedMessages(file, { settings: [{ sample: 0.1 }], reads: [777] }), once);
  });
});
