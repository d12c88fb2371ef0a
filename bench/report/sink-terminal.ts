import type { SinkResult } from '../sink-result.js';
import { verdict } from './bars.js';
import { megabytesText, numberText, spreadText } from './format.js';
import { shipmentTitle } from './shipment-title.js';
import { compareSinksWithBars } from './sink-bars.js';
import { textTable } from './text-table.js';

/** All figures of a run with the sinks, as text for the terminal. */
export function sinkReport(result: SinkResult): string {
  const { runs, smoke, missing } = result;
  return [
    'MB are 10^6 bytes, of input. CPU time is that of the shipper alone, user and system, start-up included.',
    `Median of ${runs} (least–greatest).`,
    smoke ? 'SMOKE TEST: the inputs are tiny, start-up is most of what is measured; the figures say nothing.' : '',
    shipmentTable(result),
    gzipText(result),
    missing.length === 0 ? '' : `Not measured, since not on PATH: ${missing.join(', ')}`,
    barsTable(result),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function shipmentTable({ shipments }: SinkResult): string {
  const head = ['Shipper', 'to', 'logs', 'input MB', 'MB/CPU s', 'CPU s', 'wall s', 'peak MB'];
  const rows = shipments.map((figures) => [
    figures.shipper,
    shipmentTitle(figures),
    numberText(figures.files),
    megabytesText(figures.inputBytes),
    spreadText(figures.megabytesPerCpuSecond),
    spreadText(figures.cpuSeconds),
    spreadText(figures.wallSeconds),
    spreadText(figures.peakResidentBytes, 1e6),
  ]);
  return textTable([head, ...rows], 2);
}

function gzipText({ gzipAlone }: SinkResult): string {
  const { bytes, level, wallSeconds, cpuSeconds } = gzipAlone;
  const times = `${spreadText(wallSeconds)} s, ${spreadText(cpuSeconds)} CPU s`;
  return `zlib alone, level ${level}, ${megabytesText(bytes)} MB of podtail's records: ${times}`;
}

function barsTable(result: SinkResult): string {
  const rows = compareSinksWithBars(result).map((bar) => [bar.title, bar.figure, bar.bar, verdict(bar)]);
  return textTable([['Bar', 'figure', 'bar', ''], ...rows], 4);
}
