import { compareWithBars, verdict } from './report/bars.js';
import { inputTitle, megabytesText, numberText, spreadText } from './report/format.js';
import type { BenchResult, ContenderName, InputProfile, ThroughputFigures } from './result.js';

export const TABLE_START = '<!-- bench:start -->';
export const TABLE_END = '<!-- bench:end -->';

/** A run's figures as the README shows them: Markdown, with the markers around it. */
export function renderTable(result: BenchResult): string {
  return [
    TABLE_START,
    '<!-- Written by `npm run bench:readme -- FILE`. -->',
    method(result),
    '',
    ...barRows(result),
    '',
    `MB of input per CPU second, median of ${result.runs} (least–greatest);`,
    "the last three columns are podtail's with the null sink:",
    '',
    ...throughputRows(result),
    '',
    footnote(result),
    TABLE_END,
  ].join('\n');
}

/** Puts the table where the markers are. Throws an Error if they are not in the text. */
export function replaceTable(readme: string, table: string): string {
  const start = readme.indexOf(TABLE_START);
  const end = readme.indexOf(TABLE_END, start);
  if (start === -1 || end === -1) throw new Error(`put ${TABLE_START} and ${TABLE_END} where the table has to stand`);
  return readme.slice(0, start) + table + readme.slice(end + TABLE_END.length);
}

function method({ machine, runs, startedAt, smoke }: BenchResult): string {
  const { cpuModel, cores, platform, nodeVersion, inputsOnTmpfs } = machine;
  const inputs = inputsOnTmpfs ? 'on tmpfs' : 'on disk';
  return [
    smoke ? '**A smoke test: these figures say nothing.**' : '',
    `Each contender works through the same generated files (${inputs}) in a process of its own,`,
    `${runs} times in turns, and its output is checked.`,
    'CPU time is what the operating system counts for the whole process, user and system, start of Node.js included;',
    'MB are 10^6 bytes.',
    `Machine: ${cpuModel}, ${cores} cores, ${platform}, Node.js ${nodeVersion}, ${startedAt.slice(0, 10)}.`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function barRows(result: BenchResult): string[] {
  const rows = compareWithBars(result).map((bar) => row([bar.title, bar.figure, bar.bar, verdict(bar)]));
  return [row(['What', 'Measured', 'Bar', '']), '|---|---|---|---|', ...rows];
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

/** What stands in no column: tail-file, and start-up. */
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

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
