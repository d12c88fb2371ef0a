import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sinkReport } from '../../bench/report/sink-terminal.js';
import { renderSinkTable } from '../../bench/sink-table.js';
import { SINK_RESULT } from './sink-result.js';

/** Checked by hand against the fixed result. */
const EXPECTED = [
  '<!-- bench-sinks:start -->',
  '<!-- Written by `npm run bench:page -- FILE`. -->',
  'Each shipper sends the same 100 MB (Docker JSON, 200 B, few escapes; on tmpfs), in a process of its own,',
  '3 times in turns, to a server on the loopback that counts the records, in a process of its own, too.',
  'The rate is MB of input per CPU second of the shipper, median (least–greatest), its start included;',
  'podtail is measured until it has ended, others until their last record has arrived.',
  'Machine: Example CPU, 2 cores, linux x64, Node.js v20.19.0, 2026-11-23.',
  '',
  '| What | Measured | Bar |  |',
  '|---|---|---|---|',
  '| HTTP, JSON, plain | 250 MB per CPU s | at least 200 | ok |',
  '| Loki, protobuf, snappy | 100 MB per CPU s | at least 150 | MISSED |',
  '| Elasticsearch, JSON, plain | 200 MB per CPU s | at least 150 | ok |',
  '| HTTP, JSON, gzip, one log, wall time beside zlib alone | 1.2 times (1.2 and 1 s) | at most 1.3 times | ok |',
  '| Peak memory, the most of all sinks: Elasticsearch, JSON, gzip | 160 MB | under 150 MB | MISSED |',
  '',
  '| Shipper | To | MB per CPU s | CPU s | Wall s | Peak MB |',
  '|---|---|--:|--:|--:|--:|',
  '| podtail | HTTP, JSON, plain | 250 (250–312) | 0.4 | 0.4 | 100 |',
  '| podtail | Loki, protobuf, snappy | 100 (100–125) | 1 | 1 | 100 |',
  '| podtail | Elasticsearch, JSON, plain | 200 (200–250) | 0.5 | 0.5 | 100 |',
  '| podtail | Elasticsearch, JSON, gzip | 50 (50–63) | 2 | 2 | 160 |',
  '| fluent-bit | HTTP, JSON, plain | 40 (40–50) | 2.5 | 2.5 | 100 |',
  '| podtail | HTTP, JSON, gzip, one log | 83 (83–104) | 1.2 | 1.2 | 100 |',
  '',
  'zlib alone takes 1 (0.8–1) s for the 175 MB that podtail sends, at level 3.',
  '<!-- bench-sinks:end -->',
];

test('the result of the sinks has the form that docs/benchmarks.md shows', () => {
  assert.deepEqual(renderSinkTable(SINK_RESULT).split('\n'), EXPECTED);
});

test('the terminal shows the bars, and names the shippers that were missing', () => {
  const report = sinkReport(SINK_RESULT);
  assert.match(report, /Not measured, since not on PATH: rsyslogd, otelcol, vector/);
  assert.match(report, /^Loki, protobuf, snappy +100 MB per CPU s +at least 150 +MISSED$/m);
});
