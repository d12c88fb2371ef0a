import { type Conversion, type ConversionInProgress, createConversion } from '../conversion.js';
import { lostRest } from '../lost-rest.js';
import type { Section } from '../source-section.js';
import { convertClient } from './client.js';
import { convertScrape, readsFiles, type ScrapeResult } from './scrape.js';

/**
 * Converts a configuration of Promtail. Keys:
 * https://grafana.com/docs/loki/latest/send-data/promtail/configuration/
 */
export function convertPromtail(root: Section): Conversion {
  const conversion = createConversion();
  convertServer(root, conversion);
  convertPositions(root, conversion);
  const clients = [...root.sections('client'), ...root.sections('clients')];
  const scrapes = root.sections('scrape_configs');
  const isOnly = scrapes.filter(readsFiles).length === 1;
  const results = scrapes.flatMap((scrape) => convertScrape(scrape, conversion, isOnly) ?? []);
  const labels = mergedLabels(results, conversion, root.lineOf('scrape_configs'));
  const tenant = results.find((result) => result.tenant !== undefined)?.tenant;
  const match = results.find((result) => result.match !== undefined)?.match;
  convertLimits(root, conversion);
  for (const client of clients) {
    const sink = convertClient(client, labels, tenant, clients.length > 1, conversion);
    if (match !== undefined) sink.match = match;
    conversion.config.sinks.push(sink);
  }
  if (root.section('tracing')?.flag('enabled') === false) root.ignore('tracing');
  const sync = root.section('target_config');
  sync?.ignore('sync_period', 'stdin');
  lostRest(root, conversion);
  return conversion;
}

function convertServer(root: Section, { config, note }: ConversionInProgress): void {
  const server = root.section('server');
  if (server === undefined) return;
  const port = server.number('http_listen_port');
  const address = server.text('http_listen_address') ?? '0.0.0.0';
  if (server.flag('disable') !== true && port !== undefined && port !== 0) config.listen = `${address}:${port}`;
  const level = server.text('log_level');
  if (level !== undefined)
    note(server.lineOf('log_level'), `log_level: use the option --log-level of podtail (${level})`);
  server.ignore(
    'grpc_listen_port',
    'grpc_listen_address',
    'log_format',
    'graceful_shutdown_timeout',
    'health_check_target',
  );
}

function convertPositions(root: Section, { config, note }: ConversionInProgress): void {
  config.stateDir = '/var/lib/podtail';
  const positions = root.section('positions');
  const file = positions?.text('filename');
  if (positions === undefined || file === undefined) return;
  positions.ignore('sync_period', 'ignore_invalid_yaml');
  note(
    positions.lineOf('filename'),
    `podtail keeps positions in the folder stateDir; podtail import-positions --from promtail ${file} imports these`,
  );
}

function convertLimits(root: Section, { config, lost }: ConversionInProgress): void {
  const limits = root.section('limits_config');
  if (limits === undefined) return;
  const size = limits.text('max_line_size');
  const isCut = limits.flag('max_line_size_truncate') === true;
  if (size !== undefined && size !== '0') {
    config.limits = { maxLineBytes: size.replace(/([kmg])b$/i, (_, unit: string) => `${unit.toUpperCase()}iB`) };
    if (!isCut) lost(limits.lineOf('max_line_size'), 'podtail cuts and marks longer lines. It does not drop them');
  }
  if (limits.flag('readline_rate_enabled') === true) {
    lost(
      limits.lineOf('readline_rate_enabled'),
      'a rate for all logs together: rateLimit of transforms limits each container',
    );
  }
  limits.ignore('readline_rate', 'readline_burst', 'readline_rate_drop', 'max_streams');
}

/**
 * Merges the labels of all scrape configurations. Drops a label if two of them disagree. A value without names of the
 * log must be the same in all.
 */
function mergedLabels(
  results: readonly ScrapeResult[],
  { lost, note }: ConversionInProgress,
  line: number,
): Map<string, string> {
  const labels = new Map<string, string>();
  const disputed = new Set<string>();
  for (const [name, value] of results.flatMap((result) => [...result.labels])) {
    if (labels.has(name) && labels.get(name) !== value) disputed.add(name);
    labels.set(name, value);
  }
  for (const [name, value] of labels) {
    if (!value.includes('${') && results.some((result) => !result.labels.has(name))) disputed.add(name);
  }
  const ofSome = [...labels.keys()].filter(
    (name) => !disputed.has(name) && results.some((result) => !result.labels.has(name)),
  );
  if (ofSome.length > 0)
    note(line, `${ofSome.join(', ')}: labels of all logs in podtail, not only of those of some scrape configurations`);
  for (const name of disputed) {
    labels.delete(name);
    lost(
      line,
      `the label ${name} differs between scrape configurations; podtail makes a Loki label in the same way for all logs`,
    );
  }
  return labels;
}
