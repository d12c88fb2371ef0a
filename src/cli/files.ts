import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { LogListing } from '../inspect/listing.js';
import { type Command, ExitStatus } from './command.js';
import { formatExplanation } from './explanation.js';
import { configurationOptions, explainOption, jsonOption, logOptions, wideOption } from './options.js';
import { complain, print, tryOrComplain } from './output.js';
import { plainDiagnostics } from './plain-diagnostics.js';
import { loadSettings } from './settings.js';
import { formatTable, LOG_WIDTH, nameOf, nameWithin, shortened, targetCell } from './table.js';

/** Columns of the table, and the least of them that say whether a log is read. */
const TABLE_WIDTH = 100;
const STATE_WIDTH = 22;

/** Lists the log files that `run` would read, and those that it would not, with the reason. */
export const filesCommand: Command = {
  name: 'files',
  description: 'List the log files that podtail reads, and the reason for each that it skips',
  options: [...logOptions, explainOption, wideOption, jsonOption],
  alsoTakes: configurationOptions,
  examples: [
    ['podtail files --json --namespace shop', 'List the logs of one namespace as JSON'],
    [
      'podtail files -c podtail.yaml --explain shop/web-1/web',
      'Explain whether that log is read, and what applies to it',
    ],
  ],
  async run({ json, explain, wide, ...values }) {
    const loaded = await loadSettings(values, complain);
    if (loaded === undefined) return ExitStatus.usage;
    const { config } = loaded;
    const { findKnownPods } = await import('../inspect/known-pods.js');
    const pods = await findKnownPods(config);
    if (pods.problem !== undefined) complain(`${pods.from} did not return the labels of pods: ${pods.problem}`);
    const { listLogs } = await import('../inspect/listing.js');
    const listings = tryOrComplain(() => listLogs(config, plainDiagnostics, pods.describe));
    if (listings === undefined) return ExitStatus.failed;
    if (typeof explain === 'string') {
      const path = pathOf(explain, listings);
      if (path === undefined) {
        complain(`no log has the name ${explain}; podtail files lists the names`);
        return ExitStatus.failed;
      }
      const listed = listings.find((listing) => listing.path === path);
      const { explainLog } = await import('../inspect/explain-log.js');
      const problem = listed === undefined ? 'there is no such file now' : listed.problem;
      const explanation = explainLog(config, path, pods.describe, problem);
      print(json === true ? `${JSON.stringify(explanation, null, 2)}\n` : formatExplanation(explanation));
      return ExitStatus.done;
    }
    if (json === true) print(`${JSON.stringify(listings, null, 2)}\n`);
    else if (listings.length > 0) {
      print(wide === true ? formatTable(WIDE, listings.map(wideCells)) : formatTable(NARROW, narrowRows(listings)));
    }
    if (listings.length === 0) {
      const { noLogsMessage } = await import('../pipeline/no-logs.js');
      complain(noLogsMessage(config));
    }
    return ExitStatus.done;
  },
};

const NARROW = ['LOG', 'RESTART', 'BYTES', 'LAG', 'STATE'];

/**
 * The absolute path of the log that `--explain` names: by its path, or as the table does (`namespace/pod/container`). Of
 * several restarts it is the latest. Undefined if no log has that name.
 */
function pathOf(written: string, listings: readonly LogListing[]): string | undefined {
  const absolute = resolve(written);
  const isListed = listings.some(({ path }) => path === absolute);
  if (isListed || written.startsWith('/') || written.startsWith('.') || existsSync(written)) return absolute;
  const named = listings.filter(({ path, metadata }) => nameOf(path, metadata) === written);
  return named.toSorted((one, other) => (other.metadata.restart ?? 0) - (one.metadata.restart ?? 0))[0]?.path;
}

/** Rows of at most 100 columns: the state has what is left. */
function narrowRows(listings: readonly LogListing[]): string[][] {
  const rows = listings.map(narrowCells);
  const widths = NARROW.slice(0, -1).map((heading, column) =>
    Math.max(heading.length, ...rows.map((cells) => cells[column]!.length)),
  );
  const left = TABLE_WIDTH - widths.reduce((sum, width) => sum + width + 2, 0);
  return rows.map((cells) => [...cells.slice(0, -1), shortened(cells.at(-1)!, Math.max(STATE_WIDTH, left))]);
}

function narrowCells({ path, metadata, size, offset, problem }: LogListing): string[] {
  const lag = size === undefined || offset === undefined ? '-' : String(Math.max(0, size - offset));
  const state = problem === undefined ? 'read' : `not read: ${problem}`;
  return [nameWithin(path, metadata, LOG_WIDTH), String(metadata.restart ?? '-'), String(size ?? '-'), lag, state];
}

const WIDE = [
  'NAMESPACE',
  'POD',
  'CONTAINER',
  'RESTART',
  'FORMAT',
  'BYTES',
  'OFFSET',
  'CONTAINER ID',
  'PATH',
  'TARGET',
  'PROBLEM',
];

function wideCells(listing: LogListing): string[] {
  const { namespace, pod, container, restart } = listing.metadata;
  const shortId = listing.containerId?.slice(0, 12);
  const { format, size, offset, path, target, problem } = listing;
  return [
    namespace,
    pod,
    container,
    restart,
    format,
    size,
    offset,
    shortId,
    path,
    targetCell(path, target),
    problem,
  ].map((value) => String(value ?? '-'));
}
