import { inputTitle, megabytesText, numberText, spreadText } from './report/format.js';
import { barRows, inputPlace, machineText, row, smokeWarning } from './report/markdown.js';
import { shipmentTitle } from './report/shipment-title.js';
import { compareSinksWithBars } from './report/sink-bars.js';
import type { SinkResult } from './sink-result.js';
import { type TablePlace, WRITTEN_BY } from './table.js';

export const SINKS_PLACE: TablePlace = { start: '<!-- bench-sinks:start -->', end: '<!-- bench-sinks:end -->' };

/** The sinks' figures as `docs/benchmarks.md` shows them: Markdown, with the markers around it. */
export function renderSinkTable(result: SinkResult): string {
  return [
    SINKS_PLACE.start,
    WRITTEN_BY,
    method(result),
    '',
    ...barRows(compareSinksWithBars(result)),
    '',
    ...shipmentRows(result),
    '',
    footnote(result),
    SINKS_PLACE.end,
  ].join('\n');
}

function method({ input, shipments, machine, runs, startedAt, smoke }: SinkResult): string {
  const { inputBytes } = shipments[0]!;
  return [
    smokeWarning(smoke),
    `Each shipper sends the same ${megabytesText(inputBytes)} MB (${inputTitle(input)}; ${inputPlace(machine)}), in a process of its own,`,
    `${runs} times in turns, to a server on the loopback that counts the records, in a process of its own, too.`,
    'The rate is MB of input per CPU second of the shipper, median (least–greatest), its start included;',
    'podtail is measured until it has ended, others until their last record has arrived.',
    machineText(machine, startedAt),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function shipmentRows({ shipments }: SinkResult): string[] {
  const rows = shipments.map((figures) =>
    row([
      figures.shipper,
      shipmentTitle(figures),
      spreadText(figures.megabytesPerCpuSecond),
      numberText(figures.cpuSeconds.median),
      numberText(figures.wallSeconds.median),
      megabytesText(figures.peakResidentBytes.max),
    ]),
  );
  const head = ['Shipper', 'To', 'MB per CPU s', 'CPU s', 'Wall s', 'Peak MB'];
  return [row(head), '|---|---|--:|--:|--:|--:|', ...rows];
}

function footnote({ gzipAlone }: SinkResult): string {
  const { bytes, level, wallSeconds } = gzipAlone;
  return `zlib alone takes ${spreadText(wallSeconds)} s for the ${megabytesText(bytes)} MB that podtail sends, at level ${level}.`;
}
