import type { SourceNode } from '../source-section.js';
import type { AlloyBlock, AlloyValue } from './read-alloy.js';

/** Creates a mapping of the entries that have a value. */
export function mappingNode(line: number, entries: Iterable<readonly [string, SourceNode | undefined]>): SourceNode {
  const given = [...entries].filter((entry): entry is readonly [string, SourceNode] => entry[1] !== undefined);
  return { line, value: new Map(given) };
}

export function listNode(line: number, items: readonly SourceNode[]): SourceNode {
  return { line, value: items };
}

export function textNode(line: number, value: string | number | boolean): SourceNode {
  return { line, value };
}

/**
 * Converts a value as in YAML. Environment variables become `${NAME}`. Undefined for a value that only a running Alloy
 * knows.
 */
export function nodeOf(value: AlloyValue | undefined): SourceNode | undefined {
  if (value === undefined) return undefined;
  const { line } = value;
  switch (value.kind) {
    case 'literal':
      return { line, value: value.value };
    case 'list': {
      const items = value.items.map(nodeOf);
      return items.every((item) => item !== undefined) ? listNode(line, items) : undefined;
    }
    case 'object': {
      const entries = value.entries.map(([key, inner]) => [key, nodeOf(inner)] as const);
      return entries.every(([, inner]) => inner !== undefined) ? mappingNode(line, entries) : undefined;
    }
    case 'call':
      return callNode(value);
    case 'operation':
      return value.operators.every((operator) => operator === '+') ? joined(value.operands, line) : undefined;
    case 'reference':
      return undefined;
  }
}

function callNode({ name, args, line }: Extract<AlloyValue, { kind: 'call' }>): SourceNode | undefined {
  const [first] = args.map(nodeOf);
  if (/^(sys\.)?env$/.test(name) && typeof first?.value === 'string') return textNode(line, `\${${first.value}}`);
  if (/^(convert\.nonsensitive|nonsensitive)$/.test(name)) return first;
  return undefined;
}

function joined(operands: readonly AlloyValue[], line: number): SourceNode | undefined {
  const parts = operands.map((operand) => nodeOf(operand)?.value);
  return parts.every((part) => typeof part === 'string') ? textNode(line, parts.join('')) : undefined;
}

/** The attributes of a block with known values, renamed by `names`. */
export function attributeNodes(
  { attributes }: AlloyBlock,
  names: Readonly<Record<string, string>> = {},
): [string, SourceNode | undefined][] {
  return [...attributes].map(([key, value]) => {
    const node = nodeOf(value);
    // Uses the line of the attribute.
    return [names[key] ?? key, node && { ...node, line: value.line }];
  });
}
