import type { BenchResult, IdleFigures, LatencyFigures, ProcessFigures } from '../result.js';
import { compareWithBars, verdict } from './bars.js';
import { CONTENDER_TITLES, inputTitle, megabytesText, numberText, percentText, spreadText } from './format.js';
import { textTable } from './text-table.js';

/** All figures of a run, as text for the terminal. */
export function terminalReport(result: BenchResult): string {
  const { runs, memory, startUp, smoke } = result;
  return [
    'MB are 10^6 bytes. CPU time is that of whole processes, user and system, start-up included.',
    `Median of ${runs} (least–greatest).`,
    smoke ? 'SMOKE TEST: the inputs are tiny, start-up is most of what is measured; the figures say nothing.' : '',
    throughputTable(result),
    processTable(['Start-up'], startUp, () => ['an empty file']),
    processTable(['Memory: files', 'input MB'], memory, ({ files, inputBytes }) => [
      numberText(files),
      megabytesText(inputBytes),
    ]),
    idleText(result.idle),
    latencyText(result.latency),
    barsTable(result),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const PROCESS_COLUMNS = ['CPU s', 'wall s', 'peak MB'];

function processCells({ cpuSeconds, wallSeconds, peakResidentBytes }: ProcessFigures): string[] {
  return [spreadText(cpuSeconds), spreadText(wallSeconds), spreadText(peakResidentBytes, 1e6)];
}

function throughputTable({ throughput }: BenchResult): string {
  const head = ['Input', 'input MB', 'contender', 'MB/CPU s', 'lines/CPU s', ...PROCESS_COLUMNS];
  const rows = throughput.map((figures) => [
    inputTitle(figures.input),
    megabytesText(figures.inputBytes),
    CONTENDER_TITLES[figures.contender],
    spreadText(figures.megabytesPerCpuSecond),
    numberText(figures.linesPerCpuSecond.median),
    ...processCells(figures),
  ]);
  return textTable([head, ...rows], 3);
}

function processTable<Figures extends ProcessFigures>(
  head: readonly string[],
  all: readonly Figures[],
  firstCells: (figures: Figures) => string[],
): string {
  const rows = all.map((figures) => [
    ...firstCells(figures),
    CONTENDER_TITLES[figures.contender],
    ...processCells(figures),
  ]);
  return textTable([[...head, 'contender', ...PROCESS_COLUMNS], ...rows], head.length + 1);
}

function idleText(idle: IdleFigures | undefined): string {
  if (idle === undefined) return 'Idle: not measured, it is on Linux alone';
  const { files, seconds, cpuShare, handles, watches, residentBytes } = idle;
  const held = `${numberText(handles)} handles, ${numberText(watches)} watches, ${megabytesText(residentBytes)} MB`;
  return `Idle: ${numberText(files)} files over ${seconds} s: ${percentText(cpuShare)} of a core, ${held}`;
}

function latencyText(latency: LatencyFigures): string {
  const { files, lines, medianMilliseconds, percentile99Milliseconds, maxMilliseconds } = latency;
  const figures = [medianMilliseconds, percentile99Milliseconds, maxMilliseconds].map(
    (value) => `${numberText(value)} ms`,
  );
  const [median, percentile99, max] = figures;
  const load = `${numberText(lines)} lines over ${files} files`;
  return `Latency: ${load}: median ${median}, 99th percentile ${percentile99}, most ${max}`;
}

function barsTable(result: BenchResult): string {
  const rows = compareWithBars(result).map((bar) => [bar.title, bar.figure, bar.bar, verdict(bar)]);
  return textTable([['Bar', 'figure', 'bar', ''], ...rows], 4);
}
