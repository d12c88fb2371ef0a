import { type AST, parseTOML } from 'toml-eslint-parser';
import { UserError } from '../record/user-error.js';
import type { SourceNode } from './source-section.js';

type Mutable = Map<string, SourceNode>;

/** Parses TOML with the line of each value. Throws a `UserError` if it is not valid. */
export function readToml(text: string, name: string): SourceNode {
  const root: Mutable = new Map();
  for (const entry of parsed(text, name).body[0].body) {
    if (entry.type === 'TOMLKeyValue') put(root, entry);
    else {
      const table = tableAt(root, entry.resolvedKey, entry.loc.start.line);
      for (const pair of entry.body) put(table, pair);
    }
  }
  return { line: 1, value: root };
}

function parsed(text: string, name: string): AST.TOMLProgram {
  try {
    return parseTOML(text);
  } catch (error) {
    const { message, lineNumber } = error as Error & { lineNumber?: number };
    const place = lineNumber === undefined ? name : `${name}:${lineNumber}`;
    throw new UserError(`${place} is not TOML: ${message}`);
  }
}

/** The table of that key, created if it is missing. A number in the key is an index of a list. */
function tableAt(root: Mutable, keys: readonly (string | number)[], line: number): Mutable {
  let table = root;
  for (const [index, key] of keys.entries()) {
    if (typeof key === 'number') continue;
    const place = keys[index + 1];
    const found = table.get(key)?.value;
    const inner: Mutable = new Map();
    if (typeof place === 'number') {
      const list = Array.isArray(found) ? (found as SourceNode[]) : [];
      if (found === undefined) table.set(key, { line, value: list });
      if (list[place] === undefined) list.push({ line, value: inner });
      table = list[place]!.value as Mutable;
    } else {
      if (found === undefined) table.set(key, { line, value: inner });
      table = (found ?? inner) as Mutable;
    }
  }
  return table;
}

function put(table: Mutable, { key, value }: AST.TOMLKeyValue): void {
  const names = key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
  const { line } = key.loc.start;
  tableAt(table, names.slice(0, -1), line).set(names.at(-1)!, { ...nodeOf(value), line });
}

function nodeOf(content: AST.TOMLContentNode): SourceNode {
  const { line } = content.loc.start;
  if (content.type === 'TOMLArray') return { line, value: content.elements.map(nodeOf) };
  if (content.type === 'TOMLInlineTable') {
    const table: Mutable = new Map();
    for (const pair of content.body) put(table, pair);
    return { line, value: table };
  }
  const { value } = content;
  return { line, value: value instanceof Date ? value.toISOString() : value };
}
