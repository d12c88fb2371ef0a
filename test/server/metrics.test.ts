import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { METRICS, type Metric } from '../../src/server/metric-list.js';
import { metricsText } from '../../src/server/metrics-text.js';
import type { Tell } from '../../src/server/sample.js';
import { assertGenerated } from '../support/generated-file.js';
import { sampleFile, sampleLog, sampleSink, sampleStatus } from '../support/sample-status.js';

const tellProcess = (tell: Tell): void => {
  tell('process_cpu_seconds_total', 812.4);
  tell('process_resident_memory_bytes', 79_691_776);
  tell('process_start_time_seconds', 1_763_990_000);
  tell('process_open_fds', 431);
  tell('process_max_fds', 65_536);
};

/** The lines of series whose names begin so. */
async function seriesOf(status: Parameters<typeof metricsText>[0], start: string, filesWithSeries = 100) {
  const text = await metricsText(status, { filesWithSeries, tellProcess });
  return text.split('\n').filter((line) => line.startsWith(start));
}

describe('the metrics', () => {
  it('match the fixture with which the dashboard and the alerts are tested', async () => {
    const text = await metricsText(sampleStatus(), { filesWithSeries: 100, tellProcess });
    assertGenerated('test/fixtures/metrics.prom', text);
    for (const { name } of METRICS) assert.match(text, new RegExp(`^${name}[ {_]`, 'm'), 'each has a series');
  });

  it('are all in docs/metrics.md, with type, labels and meaning', () => {
    assertGenerated('docs/metrics.md', documentOf(METRICS));
  });

  it('follow the naming conventions of Prometheus, and use listed labels', async () => {
    const known = new Map<string, Metric>(METRICS.map((metric) => [metric.name, metric]));
    for (const { name, type } of METRICS) assert.equal(name.endsWith('_total'), type === 'counter', name);
    const text = await metricsText(sampleStatus({ logs: [sampleLog(), sampleLog('web-2')] }), {
      filesWithSeries: 1,
      tellProcess,
    });
    for (const line of text.split('\n').filter((line) => /^\w/.test(line))) {
      const [, name, labels = ''] = /^(\w+)(?:\{(.*)\})? \S+$/.exec(line) ?? assert.fail(line);
      const metric = known.get(name!) ?? known.get(name!.replace(/_(bucket|sum|count)$/, ''));
      assert.ok(metric, name);
      const named = [...labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)].map((match) => match[1]!);
      assert.deepEqual(
        named.filter((label) => label !== 'le'),
        [...metric.labels],
      );
    }
  });

  it('show how far each log is read and settled, its lag, and lost bytes (44: lag and loss not measured)', async () => {
    const abandoned = { deleted: 7, truncated: 0, deletedFileGrace: 0, damaged: 0 };
    const files = [
      sampleFile({ lagBytes: 5, lagSeconds: 9, isLive: false }),
      sampleFile({ lagBytes: 1, lagSeconds: 2 }),
    ];
    const status = sampleStatus({ logs: [sampleLog('web-1', { files, abandoned })] });
    const values = (await seriesOf(status, 'podtail_file_')).map((line) =>
      line.replace(/\{.*(reason="\w+")?\}/, ' $1'),
    );
    for (const value of ['lag_bytes  6', 'lag_seconds  9', 'read_bytes_total  1044480', 'rotations_total  2']) {
      assert.ok(values.includes(`podtail_file_${value}`), value);
    }
    const given = await seriesOf(status, 'podtail_file_abandoned');
    assert.match(given[0]!, /reason="deleted"\} 7$/);
  });

  it('end with their file: a log that is no longer followed has no series (44)', async () => {
    const before = sampleStatus({ logs: [sampleLog('web-1'), sampleLog('web-2')] });
    assert.ok((await seriesOf(before, 'podtail_file_')).some((line) => line.includes('web-2')));
    const after = { ...before, logs: before.logs.slice(0, 1) };
    assert.ok(!(await seriesOf(after, 'podtail_')).some((line) => line.includes('web-2')));
  });

  it('are limited: sizes and lags of further logs are added up', async () => {
    const logs = Array.from({ length: 5000 }, (_, index) => sampleLog(`web-${index}`));
    const series = await seriesOf(sampleStatus({ logs }), 'podtail_file', 100);
    assert.ok(series.length < 1200, String(series.length));
    assert.ok(series.includes('podtail_files_without_series 4900'));
    const other = series.filter((line) => line.includes('path="other"')).map((line) => line.replace(/\{.*\}/, ''));
    assert.deepEqual(other, [
      `podtail_file_size_bytes ${4900 * 1_048_576}`,
      `podtail_file_lag_bytes ${4900 * 4096}`,
      'podtail_file_lag_seconds 0.25',
    ]);
  });

  it('show why logs are not read', async () => {
    const refused = sampleLog('web-2', { problem: 'no', problemKind: 'refused', files: [] });
    assert.deepEqual(
      (await seriesOf(sampleStatus({ logs: [sampleLog(), refused] }), 'podtail_files{')).map((line) => line.slice(13)),
      [
        '{state="followed"} 1',
        '{state="missing"} 0',
        '{state="refused"} 1',
        '{state="unreadable"} 0',
        '{state="duplicate"} 0',
      ],
    );
  });

  it('name only the container above its limit (42: one noisy pod hurts all)', async () => {
    const { rateLimited: _, ...quiet } = sampleLog('quiet');
    const logs = [sampleLog('noisy', { rateLimited: 70 }), quiet];
    const [line, ...others] = await seriesOf(sampleStatus({ logs }), 'podtail_file_dropped_records_total');
    assert.match(line!, /pod="noisy",.*reason="rate_limited"\} 70$/);
    assert.deepEqual(others, []);
  });

  it('show whether a sink is up, and why it retried or refused', async () => {
    const sink = sampleSink({ state: 'retrying', retriesBy: { credentials: 2 }, rejected: { status_422: 3 } });
    const series = await seriesOf(sampleStatus({ sinks: [sink] }), 'podtail_sink_');
    for (const line of [
      'podtail_sink_up{sink="loki"} 0',
      'podtail_sink_retries_total{sink="loki",reason="credentials"} 2',
      'podtail_sink_retries_total{sink="loki",reason="no_answer"} 0',
      'podtail_sink_rejected_records_total{sink="loki",reason="status_422"} 3',
      'podtail_sink_request_seconds_bucket{sink="loki",le="+Inf"} 5123',
    ]) {
      assert.ok(series.includes(line), line);
    }
  });

  it('escape the characters of a path', async () => {
    const path = '/logs/a"b\\c\n.log';
    const [line] = await seriesOf(sampleStatus({ logs: [sampleLog('web', { path })] }), 'podtail_file_size');
    assert.ok(line!.includes('path="/logs/a\\"b\\\\c\\n.log"'), line);
  });
});

function documentOf(metrics: readonly Metric[]): string {
  const rows = metrics.map(({ name, type, labels, help }) => {
    const named = labels.length === 0 ? '' : labels.map((label) => `\`${label}\``).join(' ');
    return `| \`${name}\` | ${type} | ${named} | ${help} |`;
  });
  return `${[
    '# Metrics',
    '',
    '<!-- Generated from src/server/metric-list.ts: run the tests with PODTAIL_UPDATE=1. -->',
    '',
    'Use these metrics to watch podtail with Prometheus. The key `listen` (`--listen HOST:PORT`) turns them on. podtail serves them at `/metrics`, in the text format',
    'of Prometheus, from the same data as [`/status.json`](status-json.md). [`examples/grafana`](../examples/grafana) has a dashboard, and [`examples/prometheus`](../examples/prometheus) has alerts.',
    '',
    '- A log has series only while podtail follows it. The totals without `path` remain.',
    '- At most `metrics.files` logs (2000) have their own series: the first that podtail found. The path `other` has the sizes and lags of the rest: the sum,',
    '  and for `lag_seconds` the largest. The rest have no counters, because a sum would fall whenever one of these logs is deleted. The totals count them.',
    '- `settled` bytes are acknowledged by every sink that is not optional, or are in the dead letters. After a crash, podtail continues from there.',
    '',
    '| name | type | labels | |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Health',
    '',
    '- `/healthz` answers 503, with the reason, when podtail is stuck for `health.stuckAfter` (5 minutes): it read nothing although there is something to read,',
    '  or a sink that is not optional accepted nothing although there is something for it.',
    '- `/readyz` answers 200 once podtail has found all logs that existed at the start.',
    '- `/livez` answers 200 while podtail can answer, even if a sink is down. A restart of podtail does not repair a server. So use `/livez` for liveness probes, and the others for alerts.',
    '',
    'With `statusAccess.token`, only a client that sends the token gets `/metrics`, `/status.json` and the reasons in `/healthz`. The status page asks for the token, and keeps it until it is closed. In a scrape configuration of Prometheus, write `authorization: { credentials_file: … }`.',
  ].join('\n')}\n`;
}
