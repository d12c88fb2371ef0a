import type { Conversion, Remark } from '../conversion.js';
import { convertPromtail } from '../promtail/promtail.js';
import { createSection, type SourceNode } from '../source-section.js';
import { clientNodes } from './endpoints.js';
import { attributeNodes, listNode, mappingNode, nodeOf, textNode } from './nodes.js';
import type { AlloyBlock, AlloyValue } from './read-alloy.js';
import { stageNodes } from './stages.js';

/**
 * Converts a configuration of Alloy. The parts that Alloy shares with Promtail are converted as those of Promtail, and
 * each source of logs becomes a scrape configuration.
 */
export function convertAlloy(blocks: readonly AlloyBlock[]): Conversion {
  const components = createComponents(blocks);
  const ways: ReadonlySet<AlloyBlock>[] = [];
  const scrapes = blocks
    .filter(({ name }) => SOURCES.includes(name))
    .map((source) => {
      components.reached.clear();
      const scrape = scrapeOf(source, components);
      ways.push(new Set(components.reached));
      return scrape;
    });
  const writes = blocks.filter(({ name }) => name === 'loki.write');
  const [line] = [blocks[0]?.line ?? 1];
  const root = mappingNode(line, [
    ['clients', listNode(line, writes.flatMap(clientNodes))],
    ['scrape_configs', listNode(line, scrapes)],
  ]);
  for (const block of blocks) sayLeftOut(block, components);
  const isToAll = ways.every((way) => way.size === writes.length);
  if (writes.length > 1 && !isToAll) {
    components.lost(
      writes[1]!.line,
      'in podtail every sink gets the logs of every source; limit that with match of the sinks',
    );
  }
  const conversion = convertPromtail(createSection(root));
  const isFromEnd = blocks.some(({ attributes }) => nodeOf(attributes.get('tail_from_end'))?.value === true);
  if (isFromEnd) conversion.config.startAt = 'end';
  return { config: conversion.config, remarks: [...components.remarks, ...conversion.remarks] };
}

const SOURCES = ['loki.source.file', 'loki.source.kubernetes'];
/** Components that are reached from a source, or do not concern logs. */
const FOLLOWED = [
  'loki.process',
  'loki.relabel',
  'loki.write',
  'discovery.relabel',
  'discovery.kubernetes',
  'local.file_match',
];
const NO_LOGS =
  /^(prometheus|otelcol\.(?!.*(log|filelog|loki))|pyroscope|beyla|mimir|remotecfg|livedebugging|http|tracing|argument|export)/;
/** Attributes that connect components. */
const WIRES = ['targets', 'path_targets', 'forward_to'];

interface Components {
  readonly remarks: Remark[];
  lost(line: number, text: string): void;
  note(line: number, text: string): void;
  /** The component that a reference names. */
  find(path: string): AlloyBlock | undefined;
  /** Components that a source uses. */
  readonly used: Set<AlloyBlock>;
  /** Writers that the current source reaches. */
  readonly reached: Set<AlloyBlock>;
}

function createComponents(blocks: readonly AlloyBlock[]): Components {
  const byName = new Map(blocks.map((block) => [`${block.name}.${block.label}`, block]));
  const remarks: Remark[] = [];
  const add = (kind: Remark['kind']) => (line: number, text: string) => void remarks.push({ kind, line, text });
  return {
    remarks,
    lost: add('lost'),
    note: add('note'),
    // `loki.process.pods.receiver`.
    find: (path) => byName.get(path.slice(0, path.lastIndexOf('.'))),
    used: new Set(),
    reached: new Set(),
  };
}

/** Adds remarks about the parts of a component that are not converted. */
function sayLeftOut(block: AlloyBlock, { lost, note, used }: Components): void {
  const { name, label, line } = block;
  const title = label === undefined ? name : `${name} "${label}"`;
  if (name === 'logging') {
    note(line, 'logging: use the option --log-level of podtail');
    return;
  }
  if (SOURCES.includes(name) || FOLLOWED.includes(name)) {
    if (FOLLOWED.includes(name) && name !== 'loki.write' && !used.has(block)) note(line, `${title} leads nowhere`);
    sayComputed(block, lost);
    sayBlocks(block, lost);
  } else if (NO_LOGS.test(name)) note(line, `${title} is not about logs; podtail ships only logs`);
  else lost(line, `the component ${title} has no counterpart in podtail`);
}

/** Whether a block selects the pods of its own node, as podtail does. */
function selectsOwnNode({ name, attributes }: AlloyBlock): boolean {
  const field = attributes.get('field');
  const first = field?.kind === 'operation' ? field.operands[0] : field;
  return name === 'selectors' && first?.kind === 'literal' && /^spec\.nodeName=/.test(String(first.value));
}

/** Blocks within components that are converted, or that podtail does not need. */
const INNER: Readonly<Record<string, RegExp>> = {
  'loki.source.file': /^(decompression|file_watch)$/,
  'loki.source.kubernetes': /^(client|clustering)$/,
  'loki.process': /^stage\./,
  'loki.relabel': /^rule$/,
  'discovery.relabel': /^rule$/,
  'discovery.kubernetes': /^(selectors|namespaces|attach_metadata|basic_auth|authorization|oauth2|tls_config)$/,
  'loki.write': /^(endpoint|wal)$/,
};

function sayBlocks({ name, blocks }: AlloyBlock, lost: Components['lost']): void {
  for (const inner of blocks) {
    if (INNER[name]?.test(inner.name) !== true)
      lost(inner.line, `${inner.name} of ${name} has no counterpart in podtail`);
  }
}

/** Adds remarks about values that only a running Alloy knows. */
function sayComputed(block: AlloyBlock, lost: Components['lost']): void {
  if (selectsOwnNode(block)) return;
  for (const [key, value] of block.attributes) {
    if (!WIRES.includes(key) && nodeOf(value) === undefined) {
      lost(value.line, `the value of ${key} is computed by Alloy; podtail has only texts and environment variables`);
    }
  }
  for (const inner of block.blocks) sayComputed(inner, lost);
}

function scrapeOf(source: AlloyBlock, components: Components): SourceNode {
  const { line, label = 'logs' } = source;
  const targets = readTargets(source.attributes.get('targets'), components);
  const way = followReceivers(source, components);
  const settings = attributeNodes(source).filter(([name]) => !WIRES.includes(name) && name !== 'tail_from_end');
  const isFromApi = source.name === 'loki.source.kubernetes';
  if (isFromApi) components.note(line, `${label}: podtail reads the files of the node, not the API server`);
  else {
    const file = `loki.source.file.${label}/positions.yml`;
    components.note(
      line,
      `podtail import-positions --from alloy imports the positions in ${file} of Alloy's data folder`,
    );
  }
  const ownLabels = isFromApi ? [ruleNode(line, { action: 'labeldrop', regex: 'filename' })] : [];
  return mappingNode(line, [
    ['job_name', textNode(line, label)],
    ...settings.filter(([name]) => !IGNORED.includes(name)),
    ['kubernetes_sd_configs', optionalList(line, targets.discoveries)],
    ['static_configs', optionalList(line, targets.statics)],
    ['relabel_configs', optionalList(line, [...targets.rules, ...way.rules, ...ownLabels])],
    ['pipeline_stages', optionalList(line, way.stages)],
  ]);
}

/** Attributes of a source that podtail does not need. */
const IGNORED = ['legacy_positions_file', 'on_positions_file_error', 'max_cache_size'];

function optionalList(line: number, items: readonly SourceNode[]): SourceNode | undefined {
  return items.length === 0 ? undefined : listNode(line, items);
}

interface Targets {
  readonly discoveries: SourceNode[];
  readonly statics: SourceNode[];
  readonly rules: SourceNode[];
}

/** Follows the targets of a source: discovery, relabeling, and named files. */
function readTargets(value: AlloyValue | undefined, components: Components): Targets {
  const targets: Targets = { discoveries: [], statics: [], rules: [] };
  const seen = new Set<AlloyBlock>();

  function follow(given: AlloyValue | undefined): void {
    if (given === undefined) return;
    if (given.kind === 'list') for (const item of given.items) follow(item);
    else if (given.kind === 'call' && /(^|\.)concat$/.test(given.name)) for (const arg of given.args) follow(arg);
    else if (given.kind === 'object') {
      const labels = nodeOf(given);
      if (labels === undefined) components.lost(given.line, 'a target that Alloy computes');
      else targets.statics.push(mappingNode(given.line, [['labels', labels]]));
    } else followComponent(given);
  }

  function followComponent(given: AlloyValue): void {
    const component = given.kind === 'reference' ? components.find(given.path) : undefined;
    if (component === undefined || !FOLLOWED.includes(component.name)) {
      const what = given.kind === 'reference' ? given.path : 'what Alloy computes';
      components.lost(given.line, `the targets come from ${what}, which has no counterpart in podtail`);
      return;
    }
    components.used.add(component);
    if (seen.has(component)) return;
    seen.add(component);
    const { name, attributes } = component;
    if (name === 'discovery.kubernetes') targets.discoveries.push(discoveryNode(component));
    else follow(attributes.get(name === 'local.file_match' ? 'path_targets' : 'targets'));
    if (name === 'discovery.relabel') targets.rules.push(...ruleNodes(component));
  }

  follow(value);
  return targets;
}

function discoveryNode({ line, attributes, blocks }: AlloyBlock): SourceNode {
  const inner = (name: string): SourceNode | undefined => {
    const block = blocks.find((one) => one.name === name && !selectsOwnNode(one));
    return block && mappingNode(block.line, attributeNodes(block));
  };
  return mappingNode(line, [
    ['role', nodeOf(attributes.get('role'))],
    ['namespaces', inner('namespaces')],
    ['selectors', inner('selectors')],
  ]);
}

function ruleNodes({ blocks }: AlloyBlock): SourceNode[] {
  return blocks.filter(({ name }) => name === 'rule').map((rule) => mappingNode(rule.line, attributeNodes(rule)));
}

function ruleNode(line: number, rule: Readonly<Record<string, string>>): SourceNode {
  return mappingNode(
    line,
    Object.entries(rule).map(([key, value]) => [key, textNode(line, value)]),
  );
}

/** Follows the lines of a source through the components that process them. */
function followReceivers(source: AlloyBlock, components: Components) {
  const stages: SourceNode[] = [];
  const rules: SourceNode[] = [];
  const seen = new Set<AlloyBlock>();

  function follow(from: AlloyBlock): void {
    const value = from.attributes.get('forward_to');
    const receivers = value?.kind === 'list' ? value.items : [];
    const next = receivers.flatMap((receiver) => {
      const component = receiver.kind === 'reference' ? components.find(receiver.path) : undefined;
      if (component === undefined)
        components.lost(receiver.line, 'lines go to a component that podtail convert cannot follow');
      else if (component.name === 'loki.write') components.reached.add(component);
      else if (!FOLLOWED.includes(component.name))
        components.lost(receiver.line, `lines go through ${component.name}, which has no counterpart in podtail`);
      return component === undefined ? [] : [component];
    });
    const steps = next.filter(({ name }) => name !== 'loki.write');
    if (steps.length > 1 || (steps.length > 0 && steps.length < next.length)) {
      components.lost(
        from.line,
        `lines of ${from.name} "${from.label}" go several ways; in podtail all steps apply, one after the other`,
      );
    }
    for (const step of steps) {
      if (seen.has(step)) continue;
      seen.add(step);
      components.used.add(step);
      if (step.name === 'loki.process') stages.push(...stageNodes(step.blocks));
      else if (step.name === 'loki.relabel') rules.push(...ruleNodes(step));
      follow(step);
    }
  }

  follow(source);
  return { stages, rules };
}
