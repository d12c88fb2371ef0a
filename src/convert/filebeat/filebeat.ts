import { type Conversion, type ConversionInProgress, createConversion } from '../conversion.js';
import { createExpressions } from '../expressions.js';
import { lostRest } from '../lost-rest.js';
import { askForPods } from '../pod-labels.js';
import type { Section } from '../source-section.js';
import { createTransformList } from '../transform-list.js';
import { termsOf } from './conditions.js';
import { convertInput, readsFiles } from './inputs.js';
import { convertOutputs } from './outputs.js';
import { convertProcessors } from './processors.js';

/**
 * Converts a configuration of Filebeat, whose keys with dots stand for mappings (see `expandDots`). Keys:
 * https://www.elastic.co/docs/reference/beats/filebeat
 */
export function convertFilebeat(root: Section): Conversion {
  const conversion = createConversion();
  const { config, lost, note } = conversion;
  config.stateDir = '/var/lib/podtail';
  config.schema = 'ecs';
  const filebeat = root.section('filebeat');
  const inputs = [...(filebeat?.sections('inputs') ?? []), ...(filebeat?.sections('prospectors') ?? [])];
  const enabled = inputs.filter((input) => input.flag('enabled') !== false);
  for (const input of inputs.filter((one) => !enabled.includes(one)))
    input.ignore(...input.rest().map(({ key }) => key));
  const reading = enabled.filter(readsFiles).length;
  for (const input of enabled)
    convertInput(input, conversion, { isOnly: reading === 1 && filebeat?.has('autodiscover') !== true });
  convertAutodiscover(filebeat, reading === 0, conversion);
  for (const module of filebeat?.sections('modules') ?? []) {
    const name = module.text('module') ?? '';
    module.ignore(...module.rest().map(({ key }) => key));
    lost(module.line, `the module ${name}: podtail parses JSON, finds levels and joins lines, and has no modules`);
  }
  if (filebeat?.has('config') === true) {
    filebeat.ignore('config');
    lost(filebeat.lineOf('config'), 'inputs and modules in other files. Convert them separately, and join the results');
  }
  filebeat?.ignore('registry', 'shutdown_timeout', 'overwrite_pipelines');
  if (filebeat?.has('registry') === true) {
    note(
      filebeat.lineOf('registry'),
      'podtail keeps positions in the folder stateDir; podtail import-positions --from filebeat imports these',
    );
  }
  convertProcessors(root.named('processors'), createTransformList(conversion), conversion);
  convertOutputs(root.section('output'), conversion);
  convertGeneral(root, conversion);
  lostRest(root, conversion);
  return conversion;
}

function convertAutodiscover(filebeat: Section | undefined, isAlone: boolean, conversion: ConversionInProgress): void {
  const { lost, note } = conversion;
  const autodiscover = filebeat?.section('autodiscover');
  for (const provider of autodiscover?.sections('providers') ?? []) {
    const type = provider.text('type');
    if (type !== 'kubernetes')
      lost(provider.line, `autodiscover by ${type}: podtail discovers only pods of Kubernetes`);
    if (provider.flag('hints.enabled') === true || provider.section('hints')?.flag('enabled') === true) {
      lost(provider.lineOf('hints'), 'hints in annotations (co.elastic.logs/…): use match of the transforms instead');
    }
    const hints = provider.section('hints');
    const fallback = hints?.section('default_config');
    const templates = provider.sections('templates');
    const isOnly = isAlone && templates.length === 0;
    if (fallback !== undefined && fallback.flag('enabled') !== false) convertInput(fallback, conversion, { isOnly });
    else fallback?.ignore(...fallback.rest().map(({ key }) => key));
    hints?.ignore('default_config', 'enabled');
    for (const template of templates) convertTemplate(template, conversion);
    if (templates.length > 0 && hints === undefined)
      lost(provider.lineOf('templates'), 'logs without a template: podtail reads them, too');
    provider.ignore(
      'node',
      'host',
      'namespace',
      'kube_config',
      'add_resource_metadata',
      'scope',
      'resource',
      'cleanup_timeout',
      'unique',
    );
    note(provider.line, 'podtail finds pods in /var/log/pods, without the API server');
  }
}

/** A template of autodiscover: inputs for the logs of some pods. */
function convertTemplate(template: Section, conversion: ConversionInProgress): void {
  const { lost } = conversion;
  const condition = template.section('condition');
  const { checked } = createExpressions(conversion);
  const [term, ...others] = termsOf(condition, checked) ?? [];
  const isKnown = term !== undefined && others.length === 0 && Object.keys(term.record).length === 0;
  template.ignore('condition');
  if (condition !== undefined && !isKnown) lost(condition.line, 'the condition: use match of the transforms instead');
  if (isKnown && term.match.labels !== undefined) askForPods('${labels.}', template.line, conversion);
  for (const input of template.sections('config')) {
    const module = input.text('module');
    if (module !== undefined) {
      input.ignore(...input.rest().map(({ key }) => key));
      lost(input.line, `the module ${module}: podtail parses JSON, finds levels and joins lines, and has no modules`);
    } else convertInput(input, conversion, { isOnly: false, match: isKnown ? term.match : undefined });
  }
}

function convertGeneral(root: Section, { config, lost, note }: ConversionInProgress): void {
  const http = root.section('http');
  if (http?.flag('enabled') === true)
    config.listen = `${http.text('host') ?? 'localhost'}:${http.text('port') ?? '5066'}`;
  http?.ignore('host', 'port', 'enabled', 'pprof');
  const level = root.section('logging')?.text('level');
  if (level !== undefined)
    note(root.lineOf('logging'), `logging.level: use the option --log-level of podtail (${level})`);
  if (root.has('queue'))
    note(root.lineOf('queue'), 'the log files are the queue. limits.memory limits the records in memory');
  if (root.has('setup'))
    note(root.lineOf('setup'), 'podtail template prints the index template, or installs it with --install');
  for (const key of ['fields', 'tags'] as const) {
    if (!root.has(key)) continue;
    const fields = key === 'fields' ? root.mapping(key) : { tags: (root.texts(key) ?? []).join(',') };
    config.labels = { ...(config.labels as object | undefined), ...fields };
    note(root.lineOf(key), `${key} are under labels in each record`);
  }
  for (const key of ['monitoring', 'keystore', 'cloud', 'instrumentation']) {
    if (root.has(key))
      lost(
        root.lineOf(key),
        `${key}${key === 'cloud' ? ': give the url that cloud.id stands for, and auth' : ' has no counterpart in podtail'}`,
      );
  }
  if (root.text('name') !== undefined)
    note(root.lineOf('name'), 'the name of the shipper: the key node names the node');
  root.ignore(
    'monitoring',
    'keystore',
    'cloud',
    'instrumentation',
    'queue',
    'setup',
    'logging',
    'path',
    'name',
    'fields_under_root',
    'max_procs',
    'timestamp',
    'seccomp',
    'features',
  );
}
