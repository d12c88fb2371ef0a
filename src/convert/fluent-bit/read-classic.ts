import { UserError } from '../../record/user-error.js';
import type { SourceNode } from '../source-section.js';

/** One section of a configuration of Fluent Bit, such as `[FILTER]`. Some of its keys may be repeated. */
export interface FluentSection {
  /** In lower case: `service`, `input`, `filter`, `output`, `parser`, `multiline_parser`. */
  readonly kind: string;
  readonly node: SourceNode;
}

/**
 * Parses the classic format:
 * https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/classic-mode/format-schema. A repeated key
 * becomes a list. `@SET` variables are replaced. Other commands are sections of their own (`@include`).
 */
export function readClassic(text: string, name: string): FluentSection[] {
  const sections: { kind: string; node: { line: number; value: Map<string, SourceNode> } }[] = [];
  const variables = new Map<string, string>();
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const content = written.trim();
    if (content === '' || content.startsWith('#')) continue;
    const header = /^\[([\w ]+)\]$/.exec(content);
    if (header !== null) {
      sections.push({ kind: header[1]!.toLowerCase(), node: { line, value: new Map() } });
      continue;
    }
    const [, key, rest = ''] = /^(\S+)\s*(.*)$/.exec(content)!;
    const value = rest.replaceAll(/\$\{(\w+)\}/g, (all, variable: string) => variables.get(variable) ?? all);
    if (key!.startsWith('@')) {
      const [, variable, set] = /^(\w+)\s*=\s*(.*)$/.exec(value) ?? [];
      if (key!.toLowerCase() === '@set' && variable !== undefined) variables.set(variable, set!);
      else sections.push({ kind: key!.toLowerCase(), node: { line, value: new Map([['file', { line, value }]]) } });
      continue;
    }
    const current = sections.at(-1);
    if (current === undefined) throw new UserError(`${name}:${line}: '${key}' is outside of any section`);
    add(current.node.value, key!, { line, value });
  }
  return sections;
}

function add(entries: Map<string, SourceNode>, key: string, node: SourceNode): void {
  const same = [...entries.keys()].find((one) => one.toLowerCase() === key.toLowerCase()) ?? key;
  const before = entries.get(same);
  if (before === undefined) entries.set(same, node);
  else {
    const list = Array.isArray(before.value) ? (before.value as readonly SourceNode[]) : [before];
    entries.set(same, { line: before.line, value: [...list, node] });
  }
}

/** Converts `pipeline`, `service` and so on in YAML into sections. They have the same keys. */
export function sectionsOfYaml(root: SourceNode): FluentSection[] {
  if (!(root.value instanceof Map)) return [];
  const entries = [...(root.value as ReadonlyMap<string, SourceNode>)];
  return entries.flatMap(([key, node]) => {
    if (key === 'pipeline') return sectionsOfYaml(node);
    const kind = KINDS[key] ?? key;
    const nodes = Array.isArray(node.value) ? (node.value as readonly SourceNode[]) : [node];
    return nodes.map((one) => ({ kind, node: one }));
  });
}

const KINDS: Readonly<Record<string, string>> = {
  inputs: 'input',
  filters: 'filter',
  outputs: 'output',
  parsers: 'parser',
  multiline_parsers: 'multiline_parser',
};
