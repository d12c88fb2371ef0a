import type { SourceNode } from '../source-section.js';
import { attributeNodes, listNode, mappingNode, nodeOf, textNode } from './nodes.js';
import type { AlloyBlock } from './read-alloy.js';

/**
 * Converts the stages of a `loki.process` into those of Promtail:
 * https://grafana.com/docs/alloy/latest/reference/components/loki/loki.process/
 */
export function stageNodes(blocks: readonly AlloyBlock[]): SourceNode[] {
  return blocks
    .filter(({ name }) => name.startsWith('stage.'))
    .map((block) => {
      const name = block.name.slice('stage.'.length);
      return mappingNode(block.line, [[NAMES[name] ?? name, settingsOf(name, block)]]);
    });
}

/** Names of stages in Promtail, if they differ. */
const NAMES: Readonly<Record<string, string>> = { label_drop: 'labeldrop', label_keep: 'labelallow' };
/** Stages that consist of a mapping or a list. */
const BARE = ['labels', 'static_labels', 'structured_metadata', 'label_drop', 'label_keep'];

function settingsOf(name: string, block: AlloyBlock): SourceNode {
  const { line, attributes, blocks } = block;
  if (BARE.includes(name)) {
    const values = nodeOf(attributes.get('values'));
    return values === undefined ? mappingNode(line, []) : { ...values, line };
  }
  const settings = attributeNodes(block);
  if (name === 'match') settings.push(['stages', listNode(line, stageNodes(blocks))]);
  if (name === 'metrics') settings.push(...blocks.map(metricNode));
  return mappingNode(line, settings);
}

function metricNode(block: AlloyBlock): [string, SourceNode] {
  const { line, name } = block;
  const all = new Map(attributeNodes(block));
  const config = ['action', 'value', 'match_all', 'count_entry_bytes', 'buckets'].map(
    (key) => [key, all.get(key)] as const,
  );
  const rest = ['description', 'source', 'prefix', 'max_idle_duration'].map((key) => [key, all.get(key)] as const);
  const type = textNode(line, name.replace('metric.', ''));
  const metric = mappingNode(line, [['type', type], ['config', mappingNode(line, config)], ...rest]);
  return [String(all.get('name')?.value ?? name), metric];
}
