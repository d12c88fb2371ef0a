import type { ConversionInProgress, Values } from '../conversion.js';
import type { Section } from '../source-section.js';
import { createTransformList } from '../transform-list.js';
import { convertRelabeling, type Selection } from './relabel.js';
import { convertStages } from './stages.js';

/** What a scrape configuration says of the sinks. */
export interface ScrapeResult {
  /** Loki labels and what they are made of. */
  readonly labels: Map<string, string>;
  readonly tenant: string | undefined;
  /** Whether it finds pods, rather than files that are named. */
  readonly readsPods?: boolean;
  /** Which logs the sinks take, where that cannot be said of all that is read. */
  readonly match?: Values;
}

/** Inputs of Promtail that are no files. */
const OTHER_INPUTS: readonly string[] = [
  ...['journal', 'syslog', 'loki_push_api', 'windows_events', 'gcplog', 'azure_event_hubs', 'kafka', 'gelf'],
  ...[
    'cloudflare',
    'heroku_drain',
    'docker_sd_configs',
    'file_sd_configs',
    'consul_sd_configs',
    'consulagent_sd_configs',
  ],
];

/** @param isOnly whether there is no other scrape configuration, so that what it selects can be said of all logs */
export function convertScrape(scrape: Section, conversion: ConversionInProgress, isOnly: boolean): ScrapeResult {
  const { config, lost, note } = conversion;
  const job = scrape.text('job_name') ?? 'scrape';
  for (const input of OTHER_INPUTS) {
    if (!scrape.has(input)) continue;
    scrape.ignore(input, 'relabel_configs', 'pipeline_stages', 'encoding', 'decompression');
    lost(scrape.lineOf(input), `${job}: podtail reads only files and standard input, not ${input}`);
    return { labels: new Map(), tenant: undefined };
  }
  const labels = new Map<string, string>([['filename', '${path}']]);
  const discovered = scrape.sections('kubernetes_sd_configs');
  for (const discovery of discovered) convertDiscovery(discovery, conversion, isOnly);
  for (const target of scrape.sections('static_configs')) convertStatic(target, labels, conversion);
  const selection = convertRelabeling(scrape.sections('relabel_configs'), labels, conversion);
  const isSelected = Object.keys(selection).length > 0;
  const { labels: chosen, ...names } = selection;
  if (isOnly) Object.assign(config, mergedSelection(config, names));
  else if (isSelected) {
    lost(
      scrape.line,
      `${job}: keep and drop say here for which logs its stages are, not which logs are read; see namespace, pod and container`,
    );
  }
  const match = isOnly || !isSelected ? undefined : (selection as Values);
  const stages = scrape.named('pipeline_stages');
  if (!isOnly && match === undefined && stages.some(([name]) => !['cri', 'docker'].includes(name))) {
    lost(
      scrape.lineOf('pipeline_stages'),
      `${job}: its stages are for all logs here; a match of the transforms can say for which`,
    );
  }
  const tenant = convertStages(stages, {
    labels,
    transforms: createTransformList(conversion, match),
    conversion,
    isOnly,
  });
  scrape.ignore('decompression');
  if (scrape.has('encoding')) lost(scrape.lineOf('encoding'), `${job}: podtail reads only UTF-8`);
  scrape.ignore('encoding');
  if (discovered.length > 0) note(scrape.line, `${job}: podtail finds pods in /var/log/pods, without the API server`);
  return {
    labels,
    tenant,
    readsPods: discovered.length > 0,
    ...(isOnly && chosen !== undefined && { match: { labels: chosen } }),
  };
}

function convertDiscovery(discovery: Section, { config, lost }: ConversionInProgress, isOnly: boolean): void {
  const role = discovery.text('role');
  if (role !== undefined && role !== 'pod') lost(discovery.lineOf('role'), `podtail knows pods, and no role ${role}`);
  const namespaces = discovery.section('namespaces');
  const names = namespaces?.texts('names');
  namespaces?.ignore('own_namespace');
  if (names !== undefined && isOnly) config.namespace = names;
  if (discovery.has('selectors')) {
    lost(
      discovery.lineOf('selectors'),
      'podtail selects by namespace, pod and container, not by labels and fields of pods',
    );
  }
  discovery.ignore('selectors', 'kubeconfig_file', 'api_server', 'bearer_token_file', 'tls_config', 'basic_auth');
}

function convertStatic(target: Section, labels: Map<string, string>, { config, lost }: ConversionInProgress): void {
  target.ignore('targets');
  const { __path__: path, __path_exclude__: excluded, ...others } = target.mapping('labels') ?? {};
  for (const [name, value] of Object.entries(others)) if (!name.startsWith('__')) labels.set(name, value);
  if (path !== undefined) config.include = [...((config.include as string[] | undefined) ?? []), path];
  if (excluded !== undefined) config.exclude = [...((config.exclude as string[] | undefined) ?? []), excluded];
  if (path === undefined) lost(target.line, 'a target without __path__ reads nothing');
}

/** What is selected, together with what was before. */
function mergedSelection(config: Values, selection: Omit<Selection, 'labels'>): Values {
  const merged = Object.entries(selection).map(([key, patterns]) => [
    key,
    [...((config[key] as string[] | undefined) ?? []), ...patterns],
  ]);
  return Object.fromEntries(merged);
}
