import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PipelineStatus } from '../../src/record/pipeline-status.js';
import { createHealth } from '../../src/server/health.js';
import { sampleFile, sampleLog, sampleSink, sampleStatus } from '../support/sample-status.js';

const MINUTE = 60_000;
const idleSink = sampleSink({ heldBytes: 0, inFlightBytes: 0 });
const nothingToRead = sampleLog('web-1', { files: [sampleFile({ read: 1_048_576 })] });
const idle = sampleStatus({ logs: [nothingToRead], sinks: [idleSink] });

/** What a health with five minutes says at the last of looks that are a minute apart. */
function lastOf(minutes: number, statusAt: (minute: number) => PipelineStatus): readonly string[] {
  const health = createHealth();
  let said: readonly string[] = [];
  for (let minute = 0; minute <= minutes; minute++) said = health.look(statusAt(minute), minute * MINUTE, 5 * MINUTE);
  return said;
}

describe('the health check (44: health that lies)', () => {
  it('passes while there is nothing to do, for any time', () => {
    assert.deepEqual(
      lastOf(60, () => idle),
      [],
    );
  });

  it('fails when nothing is read for too long although there is something to read', () => {
    const status = { ...idle, logs: [sampleLog()] };
    assert.deepEqual(
      lastOf(4, () => status),
      [],
    );
    assert.deepEqual(
      lastOf(5, () => status),
      ['nothing was read for 300 s, although there are unread bytes'],
    );
  });

  it('passes while something is read, however large the lag is', () => {
    const statusAt = (minute: number) => ({
      ...idle,
      logs: [sampleLog()],
      counters: { ...idle.counters, bytesRead: minute },
    });
    assert.deepEqual(lastOf(60, statusAt), []);
  });

  it('fails with the error of a sink that accepts nothing for too long', () => {
    const lastError = { reason: 'http://loki: connect ECONNREFUSED', time: 0 };
    const sinks = [idleSink, sampleSink({ name: 'http', state: 'retrying', lastError })];
    assert.deepEqual(
      lastOf(6, () => ({ ...idle, sinks })),
      ['the sink http has taken nothing for 360 s: http://loki: connect ECONNREFUSED'],
    );
  });

  it('passes again when the sink accepts something', () => {
    const statusAt = (minute: number) => ({ ...idle, sinks: [sampleSink({ batches: minute < 9 ? 1 : 2 })] });
    assert.equal(lastOf(8, statusAt).length, 1);
    assert.deepEqual(lastOf(9, statusAt), []);
  });

  it('treats refused records as accepted, and ignores optional sinks', () => {
    const refusing = (minute: number) => ({ ...idle, sinks: [sampleSink({ rejected: { status_400: minute } })] });
    assert.deepEqual(lastOf(60, refusing), []);
    const optional = { ...idle, sinks: [sampleSink({ optional: true, state: 'retrying' as const })] };
    assert.deepEqual(
      lastOf(60, () => optional),
      [],
    );
  });

  it('restarts its timer after a time without work', () => {
    const statusAt = (minute: number) => ({ ...idle, sinks: [minute === 4 ? idleSink : sampleSink()] });
    assert.deepEqual(lastOf(8, statusAt), []);
  });
});
