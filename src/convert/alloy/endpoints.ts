import { parseSize } from '../size.js';
import type { SourceNode } from '../source-section.js';
import { attributeNodes, mappingNode, textNode } from './nodes.js';
import type { AlloyBlock } from './read-alloy.js';

/**
 * The endpoints of a `loki.write`, as clients of Promtail:
 * https://grafana.com/docs/alloy/latest/reference/components/loki/loki.write/
 */
export function clientNodes(write: AlloyBlock): SourceNode[] {
  const labels = attributeNodes(write).find(([name]) => name === 'external_labels')?.[1];
  return write.blocks
    .filter(({ name }) => name === 'endpoint')
    .map((endpoint) => mappingNode(endpoint.line, [...clientSettings(endpoint), ['external_labels', labels]]));
}

const NAMES = { batch_wait: 'batchwait', batch_size: 'batchsize', remote_timeout: 'timeout' };
const BACKOFF = {
  min_backoff_period: 'min_period',
  max_backoff_period: 'max_period',
  max_backoff_retries: 'max_retries',
};
/** Attributes that podtail does not need. */
const NOT_NEEDED = ['retry_on_http_429'];
const SECTIONS = ['basic_auth', 'authorization', 'tls_config', 'oauth2'];

function clientSettings(endpoint: AlloyBlock): [string, SourceNode | undefined][] {
  const attributes = attributeNodes(endpoint, NAMES).filter(([name]) => !NOT_NEEDED.includes(name));
  const backoff = attributes
    .filter(([name]) => name in BACKOFF)
    .map(([name, node]) => [BACKOFF[name as keyof typeof BACKOFF], node] as const);
  const others = attributes.filter(([name]) => !(name in BACKOFF)).map(inBytes);
  const sections = endpoint.blocks
    .filter(({ name }) => SECTIONS.includes(name))
    .map((block): [string, SourceNode] => [block.name, mappingNode(block.line, attributeNodes(block))]);
  const retry: [string, SourceNode][] =
    backoff.length === 0 ? [] : [['backoff_config', mappingNode(endpoint.line, backoff)]];
  return [...others, ...retry, ...sections];
}

function inBytes([name, node]: [string, SourceNode | undefined]): [string, SourceNode | undefined] {
  const bytes = name === 'batchsize' && typeof node?.value === 'string' ? parseSize(node.value) : undefined;
  return [name, bytes === undefined ? node : textNode(node!.line, bytes)];
}
