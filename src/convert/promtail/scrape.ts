import type { ConversionInProgress, Values } from '../conversion.js';
import { sayForAll } from '../for-all.js';
import { ALL_PODS, addGlobs } from '../pod-paths.js';
import type { Section } from '../source-section.js';
import { createTransformList } from '../transform-list.js';
import { convertRelabeling, type Selection } from './relabel.js';
import { convertStages } from './stages.js';

/** What a scrape configuration determines for the sinks. */
export interface ScrapeResult {
  /** Loki labels, and their templates. */
  readonly labels: Map<string, string>;
  readonly tenant: string | undefined;
  /** The logs that the sinks take, if they are not all logs that podtail reads. */
  readonly match?: Values;
}

/** Inputs of Promtail that are not files. */
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

/** Whether a scrape configuration reads files. */
export function readsFiles(scrape: Section): boolean {
  return !OTHER_INPUTS.some((input) => scrape.has(input));
}

/**
 * Converts a scrape configuration. Undefined for inputs that are not files.
 *
 * @param isOnly whether there is no other scrape configuration. Then its selection may apply to all logs
 */
export function convertScrape(
  scrape: Section,
  conversion: ConversionInProgress,
  isOnly: boolean,
): ScrapeResult | undefined {
  const { config, lost, note } = conversion;
  const job = scrape.text('job_name') ?? 'scrape';
  for (const input of OTHER_INPUTS) {
    if (!scrape.has(input)) continue;
    scrape.ignore(input, 'relabel_configs', 'pipeline_stages', 'encoding', 'decompression');
    lost(scrape.lineOf(input), `${job}: podtail reads only files and standard input, not ${input}`);
    return undefined;
  }
  const labels = new Map<string, string>([['filename', '${path}']]);
  const discovered = scrape.sections('kubernetes_sd_configs');
  const namespaces = discovered.flatMap((discovery) => convertDiscovery(discovery, conversion));
  if (discovered.length > 0) addGlobs(config, 'include', [ALL_PODS]);
  convertStatics(scrape.sections('static_configs'), labels, conversion);
  const relabeled = convertRelabeling(scrape.sections('relabel_configs'), labels, conversion);
  const selection = namespaces.length === 0 ? relabeled : withNamespaces(relabeled, namespaces);
  const isSelected = Object.keys(selection).length > 0;
  const { labels: chosen, ...names } = selection;
  if (isOnly) Object.assign(config, mergedSelection(config, names));
  else if (isSelected) {
    lost(
      scrape.line,
      `${job}: keep and drop here select the logs for its stages, not the logs to read; see namespace, pod and container`,
    );
  }
  const match = isOnly || !isSelected ? undefined : (selection as Values);
  const stages = scrape.named('pipeline_stages');
  const before = config.transforms.length;
  const tenant = convertStages(stages, {
    labels,
    transforms: createTransformList(conversion, match),
    conversion,
    isOnly,
  });
  if (!isOnly && match === undefined)
    sayForAll(scrape.lineOf('pipeline_stages'), config.transforms.slice(before), job, conversion);
  scrape.ignore('decompression');
  if (scrape.has('encoding')) lost(scrape.lineOf('encoding'), `${job}: podtail reads only UTF-8`);
  scrape.ignore('encoding');
  if (discovered.length > 0) note(scrape.line, `${job}: podtail finds pods in /var/log/pods, without the API server`);
  return {
    labels,
    tenant,
    ...(isOnly && chosen !== undefined && { match: { labels: chosen } }),
  };
}

/**
 * Combines the namespaces of the discovery and of relabeling: those of the discovery that relabeling does not exclude.
 */
function withNamespaces(selection: Selection, names: readonly string[]): Selection {
  const asked = selection.namespace ?? [];
  const isAlso = asked.some((pattern) => !pattern.startsWith('!'));
  return { ...selection, namespace: isAlso ? asked : [...names, ...asked] };
}

/** The namespaces of a discovery. */
function convertDiscovery(discovery: Section, { lost }: ConversionInProgress): readonly string[] {
  const role = discovery.text('role');
  if (role !== undefined && role !== 'pod')
    lost(discovery.lineOf('role'), `podtail discovers only pods, not the role ${role}`);
  const namespaces = discovery.section('namespaces');
  const names = namespaces?.texts('names');
  if (namespaces?.flag('own_namespace') === true)
    lost(namespaces.lineOf('own_namespace'), 'own_namespace: set the key namespace');
  if (discovery.has('selectors')) {
    lost(
      discovery.lineOf('selectors'),
      'podtail selects by namespace, pod and container, not by labels and fields of pods',
    );
  }
  discovery.ignore('selectors', 'kubeconfig_file', 'api_server', 'bearer_token_file', 'tls_config', 'basic_auth');
  return names ?? [];
}

function convertStatics(
  targets: readonly Section[],
  labels: Map<string, string>,
  conversion: ConversionInProgress,
): void {
  const { config, lost } = conversion;
  const all = targets.map((target) => {
    target.ignore('targets');
    const { __path__: path, __path_exclude__: excluded, ...others } = target.mapping('labels') ?? {};
    if (path !== undefined) addGlobs(config, 'include', [path]);
    if (excluded !== undefined) addGlobs(config, 'exclude', [excluded]);
    if (path === undefined) lost(target.line, 'a target without __path__ reads nothing');
    return { line: target.line, others: new Map(Object.entries(others).filter(([name]) => !name.startsWith('__'))) };
  });
  for (const { line, others } of all) {
    for (const [name, value] of others) {
      if (all.every((target) => target.others.get(name) === value)) labels.set(name, value);
      else
        lost(
          line,
          `the label ${name} (${value}) applies only to some files; podtail makes a Loki label in the same way for all`,
        );
    }
  }
}

/** Merges a selection into the configuration. */
function mergedSelection(config: Values, selection: Omit<Selection, 'labels'>): Values {
  const merged = Object.entries(selection).map(([key, patterns]) => [
    key,
    [...((config[key] as string[] | undefined) ?? []), ...patterns],
  ]);
  return Object.fromEntries(merged);
}
