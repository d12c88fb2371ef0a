import { type Conversion, type ConversionInProgress, createConversion } from '../conversion.js';
import { lostRest } from '../lost-rest.js';
import type { Section } from '../source-section.js';
import { createTransformList } from '../transform-list.js';
import { convertInput } from './inputs.js';
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
  for (const input of enabled) convertInput(input, conversion);
  convertAutodiscover(filebeat, conversion);
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
      'podtail keeps positions in the folder stateDir; podtail import-positions --from filebeat takes these over',
    );
  }
  convertProcessors(root.named('processors'), createTransformList(conversion), conversion);
  convertOutputs(root.section('output'), conversion);
  convertGeneral(root, conversion);
  lostRest(root, conversion);
  return conversion;
}

function convertAutodiscover(filebeat: Section | undefined, conversion: ConversionInProgress): void {
  const { lost, note } = conversion;
  const autodiscover = filebeat?.section('autodiscover');
  for (const provider of autodiscover?.sections('providers') ?? []) {
    const type = provider.text('type');
    if (type !== 'kubernetes') lost(provider.line, `autodiscover by ${type}: podtail finds the pods of Kubernetes`);
    if (provider.flag('hints.enabled') === true || provider.section('hints')?.flag('enabled') === true) {
      lost(
        provider.lineOf('hints'),
        'hints in annotations (co.elastic.logs/…): say with match of the transforms what is done with which logs',
      );
    }
    const hints = provider.section('hints');
    hints?.ignore('default_config', 'enabled');
    for (const template of provider.sections('templates')) {
      template.ignore('condition');
      if (template.has('condition'))
        lost(
          template.lineOf('condition'),
          'the condition: say with match of the transforms what is done with which logs',
        );
      for (const input of template.sections('config')) convertInput(input, conversion);
    }
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

function convertGeneral(root: Section, { config, lost, note }: ConversionInProgress): void {
  const http = root.section('http');
  if (http?.flag('enabled') === true)
    config.listen = `${http.text('host') ?? 'localhost'}:${http.text('port') ?? '5066'}`;
  http?.ignore('host', 'port', 'enabled', 'pprof');
  const level = root.section('logging')?.text('level');
  if (level !== undefined)
    note(root.lineOf('logging'), `logging.level is the option --log-level of podtail (${level})`);
  if (root.has('queue'))
    note(root.lineOf('queue'), 'the log files are the queue. limits.memory limits the records in memory');
  if (root.has('setup'))
    note(root.lineOf('setup'), 'podtail template prints the index template, or installs it with --install');
  for (const key of ['fields', 'tags'] as const) {
    if (!root.has(key)) continue;
    const fields = key === 'fields' ? root.mapping(key) : { tags: (root.texts(key) ?? []).join(',') };
    config.labels = { ...(config.labels as object | undefined), ...fields };
  }
  for (const key of ['monitoring', 'keystore', 'cloud', 'instrumentation']) {
    if (root.has(key))
      lost(
        root.lineOf(key),
        `${key}${key === 'cloud' ? ': give the url that cloud.id stands for, and auth' : ' has no counterpart in podtail'}`,
      );
  }
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
