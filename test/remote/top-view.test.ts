import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { topView } from '../../src/remote/top-view.js';
import { sampleFile, sampleLog, sampleSink, sampleStatus } from '../support/sample-status.js';

const TIME = 1_763_993_600_000;

describe('what podtail top shows', () => {
  it('has rates between two statuses at any interval', () => {
    const before = sampleStatus({ time: TIME, logs: [sampleLog('web-1', { readBytes: 1000 })] });
    const after = sampleStatus({
      time: TIME + 4000,
      counters: {
        ...before.counters,
        bytesRead: before.counters.bytesRead + 9000,
        records: before.counters.records + 20,
      },
      logs: [sampleLog('web-1', { readBytes: 9000 }), sampleLog('web-2', { readBytes: 1000 })],
      sinks: [sampleSink({ records: 3_801_008, sentBytes: 91_435_827 + 400 })],
    });
    const { bytesPerSecond, recordsPerSecond, logs, sinks } = topView(before, after, 'rate');
    assert.deepEqual([bytesPerSecond, recordsPerSecond], [2250, 5]);
    assert.deepEqual(
      logs.map(({ metadata, bytesPerSecond: rate }) => [metadata.pod, rate]),
      [
        ['web-1', 2000],
        ['web-2', 250],
      ],
    );
    assert.deepEqual(
      sinks.map(({ recordsPerSecond: records, sentBytesPerSecond: sent }) => [records, sent]),
      [[2, 100]],
    );
  });

  it('has rates since the start after a restart, and never below 0', () => {
    const before = sampleStatus({ startedAt: TIME - 60_000, time: TIME });
    const counters = { ...before.counters, bytesRead: 5000, records: 50 };
    const again = sampleStatus({ startedAt: TIME + 1000, time: TIME + 6000, counters, sinks: [] });
    const { bytesPerSecond, recordsPerSecond } = topView(before, again, 'lag');
    assert.deepEqual([bytesPerSecond, recordsPerSecond], [1000, 10]);
    assert.equal(topView(again, { ...again, time: TIME }, 'lag').bytesPerSecond, 0);
  });

  for (const [order, pods] of [
    ['lag', ['far', 'near', 'done', 'gone']],
    ['rate', ['done', 'near', 'far', 'gone']],
  ] as const) {
    it(`orders logs by ${order}, and those that are not read last`, () => {
      const log = (pod: string, readBytes: number, lagBytes: number) =>
        sampleLog(pod, { readBytes, files: [sampleFile({ lagBytes })] });
      const gone = sampleLog('gone', { files: [], problem: 'it is missing', problemKind: 'missing' });
      const before = sampleStatus({ time: TIME, logs: ['near', 'done', 'far'].map((pod) => log(pod, 0, 0)) });
      const after = sampleStatus({
        time: TIME + 1000,
        logs: [gone, log('near', 20, 50), log('done', 30, 0), log('far', 10, 900)],
      });
      const view = topView(before, after, order);
      assert.deepEqual(
        view.logs.map(({ metadata }) => metadata.pod),
        pods,
      );
      assert.deepEqual([view.lagBytes, view.lagSeconds], [950, 0.25]);
    });
  }

  it('says why a sink accepts nothing, only while that lasts', () => {
    const lastError = { reason: 'status 503', time: TIME };
    const status = sampleStatus({ sinks: [sampleSink({ state: 'retrying', lastError }), sampleSink({ lastError })] });
    assert.deepEqual(
      topView(status, status, 'lag').sinks.map(({ problem }) => problem),
      ['status 503', undefined],
    );
  });
});
