import type { SourceMapping, SourceNode } from '../source-section.js';

/**
 * Expands keys with dots, at any depth: `output.elasticsearch.hosts: …` becomes `output: { elasticsearch: { hosts: … }
 * }`.
 */
export function expandDots(node: SourceNode): SourceNode {
  if (Array.isArray(node.value)) {
    return { line: node.line, value: (node.value as readonly SourceNode[]).map(expandDots) };
  }
  if (!(node.value instanceof Map)) return node;
  const entries = new Map<string, SourceNode>();
  for (const [key, value] of node.value as SourceMapping) put(entries, key.split('.'), expandDots(value));
  return { line: node.line, value: entries };
}

function put(entries: Map<string, SourceNode>, [first, ...rest]: readonly string[], node: SourceNode): void {
  const key = first!;
  const before = entries.get(key);
  if (rest.length === 0) {
    const isBoth = before?.value instanceof Map && node.value instanceof Map;
    entries.set(key, isBoth ? { line: before.line, value: merged(before.value, node.value as SourceMapping) } : node);
    return;
  }
  const inner = before?.value instanceof Map ? new Map(before.value as SourceMapping) : new Map<string, SourceNode>();
  put(inner, rest, node);
  entries.set(key, { line: before?.line ?? node.line, value: inner });
}

function merged(one: SourceMapping, other: SourceMapping): SourceMapping {
  const entries = new Map(one);
  for (const [key, node] of other) put(entries, [key], node);
  return entries;
}
