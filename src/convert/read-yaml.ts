import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { UserError } from '../record/user-error.js';
import type { SourceNode } from './source-section.js';

/** Parses YAML with the line of each value. Resolves anchors and merges. Throws a `UserError` if it is not valid. */
export function readYaml(text: string, name: string): SourceNode {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const [error] = document.errors;
  if (error !== undefined) throw new UserError(`${name} is not YAML: ${error.message.split('\n')[0]}`);

  const lineOf = (node: Node | null | undefined): number => (node?.range ? lines.linePos(node.range[0]).line : 1);

  function convert(given: unknown, line: number): SourceNode {
    const node = given as Node | null;
    const resolved = node !== null && 'resolve' in node ? (node.resolve(document) ?? null) : node;
    if (isMap(resolved)) {
      const entries = resolved.items.map(({ key, value }) => {
        const keyLine = lineOf(key as Node) || line;
        return [
          isScalar(key) ? String(key.value) : String(key),
          { ...convert(value, keyLine), line: keyLine },
        ] as const;
      });
      return { line: lineOf(resolved), value: new Map(entries) };
    }
    if (isSeq(resolved)) {
      return { line, value: resolved.items.map((item) => convert(item, lineOf(item as Node))) };
    }
    const value = isScalar(resolved) ? resolved.value : null;
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { line, value: isPlain ? value : value === null ? null : String(value) };
  }

  return convert(document.contents, 1);
}
