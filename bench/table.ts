import { compareWithBars } from './report/bars.js';
import { inputTitle, megabytesText, numberText, spreadText } from './report/format.js';
import { barRows, inputPlace, machineText, row, smokeWarning } from './report/markdown.js';
import type { BenchResult, ContenderName, InputProfile, ThroughputFigures } from './result.js';

/** Between which markers a table is. */
export interface TablePlace {
  readonly start: string;
  readonly end: string;
}

export const READING_PLACE: TablePlace = { start: '<!-- bench:start -->', end: '<!-- bench:end -->' };

export const WRITTEN_BY = '<!-- Written by `npm run bench:page -- FILE`. -->';

/** A run's figures as `docs/benchmarks.md` shows them: Markdown, with the markers around it. */
export function renderTable(result: BenchResult): string {
  return [
    READING_PLACE.start,
    WRITTEN_BY,
    method(result),
    '',
    ...barRows(compareWithBars(result)),
    '',
    `MB of input per CPU second, median of ${result.runs} (least–greatest);`,
    "the last three columns are podtail's with the null sink:",
    '',
    ...throughputRows(result),
    '',
    footnote(result),
    READING_PLACE.end,
  ].join('\n');
}

/** Puts the table where its markers are. Throws an Error if they are not in the text. */
export function replaceTable(readme: string, table: string, { start, end }: TablePlace): string {
  const from = readme.indexOf(start);
  const to = readme.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`put ${start} and ${end} where the table has to stand`);
  return readme.slice(0, from) + table + readme.slice(to + end.length);
}

function method({ machine, runs, startedAt, smoke }: BenchResult): string {
  return [
    smokeWarning(smoke),
    `Each contender works through the same generated files (${inputPlace(machine)}) in a process of its own,`,
    `${runs} times in turns, and its output is checked.`,
    'CPU time is what the operating system counts for the whole process, user and system, start of Node.js included;',
    'MB are 10^6 bytes.',
    machineText(machine, startedAt),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function throughputRows({ throughput }: BenchResult): string[] {
  const head = ['Input', 'MB', 'Reading alone', 'podtail, null sink', 'podtail, file', 'split2, JSON.parse'];
  const podtail = throughput.filter(({ contender }) => contender === 'podtail-null');
  const rows = podtail.map((figures) =>
    row([
      inputTitle(figures.input),
      megabytesText(figures.inputBytes),
      ...(['read', 'podtail-null', 'podtail-file', 'split2'] as const).map((contender) =>
        rateText(throughput, contender, figures.input),
      ),
      numberText(figures.linesPerCpuSecond.median),
      numberText(figures.wallSeconds.median),
      megabytesText(figures.peakResidentBytes.median),
    ]),
  );
  return [row([...head, 'Lines per CPU s', 'Wall s', 'Peak MB']), '|---|--:|--:|--:|--:|--:|--:|--:|--:|', ...rows];
}

/** What is in no column: tail-file, and start-up. */
function footnote({ throughput, startUp }: BenchResult): string {
  const tailFile = throughput.find(({ contender }) => contender === 'tail-file')!;
  const input = `${megabytesText(tailFile.inputBytes)} MB of ${inputTitle(tailFile.input)}`;
  const startUpSeconds = startUp.find(({ contender }) => contender === 'podtail-null')!.cpuSeconds;
  return [
    `\`tail-file\` in place of the read stream, on ${input}:`,
    `${spreadText(tailFile.megabytesPerCpuSecond)} MB per CPU second.`,
    `Of podtail's CPU time ${numberText(startUpSeconds.median)} s is start-up: an empty file takes that.`,
  ].join('\n');
}

function rateText(all: readonly ThroughputFigures[], contender: ContenderName, input: InputProfile): string {
  const figures = all.find((one) => one.contender === contender && inputTitle(one.input) === inputTitle(input));
  return figures === undefined ? '' : spreadText(figures.megabytesPerCpuSecond);
}
