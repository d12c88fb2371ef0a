import type { LogListing } from '../inspect/listing.js';
import { type Command, ExitStatus } from './command.js';
import { formatExplanation } from './explanation.js';
import { configurationOptions, explainOption, jsonOption, logOptions } from './options.js';
import { complain, print, tryOrComplain } from './output.js';
import { plainDiagnostics } from './plain-diagnostics.js';
import { loadSettings } from './settings.js';
import { formatTable, targetCell } from './table.js';

/** Lists the log files that `run` would read, and those that it would not, with the reason. */
export const filesCommand: Command = {
  name: 'files',
  description: 'List what would be read, and why not',
  options: [...logOptions, explainOption, jsonOption],
  alsoTakes: configurationOptions,
  examples: [
    ['podtail files --json --namespace shop', 'The logs of one namespace, for a program'],
    ['podtail files -c podtail.yaml --explain PATH', 'Is this log read, and which transforms apply to it?'],
  ],
  async run({ json, explain, ...values }) {
    const loaded = await loadSettings(values, complain);
    if (loaded === undefined) return ExitStatus.usage;
    const { config } = loaded;
    if (typeof explain === 'string') {
      const { explainLog } = await import('../inspect/explain-log.js');
      const explanation = explainLog(config, explain);
      print(json === true ? `${JSON.stringify(explanation, null, 2)}\n` : formatExplanation(explanation));
      return ExitStatus.done;
    }
    const { listLogs } = await import('../inspect/listing.js');
    const listings = tryOrComplain(() => listLogs(config, plainDiagnostics));
    if (listings === undefined) return ExitStatus.failed;
    if (json === true) print(`${JSON.stringify(listings, null, 2)}\n`);
    else if (listings.length > 0) print(formatTable(HEADINGS, listings.map(cellsOf)));
    if (listings.length === 0) complain(`no log file matches ${config.include.join(', ')}`);
    return ExitStatus.done;
  },
};

const HEADINGS = [
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

function cellsOf(listing: LogListing): string[] {
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
