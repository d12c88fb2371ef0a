import { spread } from '../statistics.js';
import type { TablePlace } from '../table.js';
import { type LiveAgentResult, type LiveCaseResult, type LiveResult, ratioOf, spreadOf } from './live-result.js';

/** Where the tables are in `docs/benchmarks.md`. */
export const LIVE_PLACE: TablePlace = { start: '<!-- bench-live:start -->', end: '<!-- bench-live:end -->' };

export const LIVE_HEAD: readonly string[] = [
  'agent',
  '% of a core',
  'ratio',
  'start: CPU s',
  'first line, ms',
  'resident, MB',
  'delay, ms (median / 99%)',
  'lost',
  'twice',
];

/** The rows of one case, an agent each; `ratio` is to the first agent. */
export function liveRows({ agents }: LiveCaseResult): string[][] {
  return agents.map((agent) => rowOf(agent, agents[0]!));
}

/** The tables of all cases in Markdown, with method and versions. */
export function liveMarkdown(result: LiveResult): string {
  const { machine, startedAt, runs, agents } = result;
  const facts = [
    `Measured on ${startedAt.slice(0, 10)}: ${machine.cores} cores (${machine.cpuModel}), ${runs} runs of each, the agents in turns.`,
    'The figures are medians. "% of a core" is processor time while the node was as the title says; "ratio" is to the first row.',
    ...agents.map(({ name, version, does }) => `- ${name} ${version}: ${does}`),
  ];
  const tables = result.cases.map(
    (one) => `### ${one.case.title}\n\n${markdownTable([[...LIVE_HEAD], ...liveRows(one)])}`,
  );
  return [LIVE_PLACE.start, facts.join('\n'), ...tables, LIVE_PLACE.end].join('\n\n');
}

function rowOf(agent: LiveAgentResult, first: LiveAgentResult): string[] {
  const { name, runs, failure } = agent;
  if (runs.length === 0) return [name, failure ?? 'not run', ...LIVE_HEAD.slice(2).map(() => '')];
  const figure = (digits: number, of: Parameters<typeof spreadOf>[1]): string =>
    spreadOf(runs, of).median.toFixed(digits);
  const ratio = ratioOf(agent, first, (run) => run.cpuShare);
  const delays = runs.flatMap(({ delay }) => (delay === undefined ? [] : [delay]));
  const delay =
    delays.length === 0
      ? ''
      : `${spread(delays.map((one) => one.median)).median.toFixed(0)} / ${spread(delays.map((one) => one.p99)).median.toFixed(0)}`;
  return [
    name,
    figure(1, (run) => run.cpuShare * 100),
    ratio === undefined ? '' : ratio.toFixed(2),
    figure(2, (run) => run.startCpuSeconds),
    figure(0, (run) => run.firstArrival),
    figure(0, (run) => run.residentBytes / 1e6),
    delay,
    figure(0, (run) => run.lost),
    figure(0, (run) => run.repeats),
  ];
}

function markdownTable([head, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head!), line(head!.map((_, column) => (column === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
