import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import type { ConfigLayer } from './layer.js';
import { type ConfigPath, type ConfigPlace, type ConfigProblem, describeValue } from './problem.js';

const MERGE_KEY = '<<';

/** Parses the text of a YAML file. `name` is the name of the file in messages. Lists all syntax errors. */
export function yamlLayer(text: string, name: string): ConfigLayer {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, merge: true });
  const placeAt = (offset: number): ConfigPlace => {
    const { line, col } = lines.linePos(offset);
    return { kind: 'file', name, line, column: col };
  };
  const syntaxProblems = document.errors.map(
    (error): ConfigProblem => ({ kind: 'unreadable', place: placeAt(error.pos[0]), reason: reasonOf(error, text) }),
  );
  const { values, problems } =
    syntaxProblems.length > 0 ? { values: {}, problems: syntaxProblems } : read(document, name);
  return { values, problems, placeOf: (path, part) => placeAt(offsetOf(document, path, part)) };
}

function read(document: Document.Parsed, name: string): Pick<ConfigLayer, 'values' | 'problems'> {
  const refuse = (reason: string) => ({
    values: {},
    problems: [{ kind: 'unreadable', place: { kind: 'file', name }, reason } as const],
  });
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return refuse('the file is empty; expected keys and values ({} means all defaults)');
  }
  try {
    return { values: document.toJS(), problems: [] };
  } catch (error) {
    return refuse(`not YAML: ${firstLine((error as Error).message)}`);
  }
}

/** The index in the text of the deepest node on the path, or of its key. */
function offsetOf(document: Document.Parsed, path: ConfigPath, part: 'key' | 'value'): number {
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  path.forEach((step, depth) => {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap<Node, Node | null>(node)) {
      const pair = pairOf(document, node, String(step));
      const wanted = part === 'key' && depth === path.length - 1 ? pair?.key : (pair?.value ?? pair?.key);
      offset = wanted?.range?.[0] ?? offset;
      node = pair?.value;
    } else if (isSeq<Node>(node)) {
      node = node.items[Number(step)];
      offset = node?.range?.[0] ?? offset;
    }
  });
  return offset;
}

type Mapping = YAMLMap<Node, Node | null>;

/**
 * The pair of a key. A pair that a mapping gets through a merge key (`<<: *name`, yaml.org/type/merge) is in another
 * place.
 */
function pairOf(document: Document.Parsed, { items }: Mapping, name: string): Mapping['items'][number] | undefined {
  const named = (wanted: string) => items.find(({ key }) => isScalar(key) && String(key.value) === wanted);
  const own = named(name);
  const merged = own === undefined ? named(MERGE_KEY)?.value : undefined;
  if (merged === undefined || merged === null) return own;
  const sources = isSeq<Node>(merged) ? merged.items : [merged];
  for (const source of sources) {
    const mapping = isAlias(source) ? source.resolve(document) : source;
    const found = isMap<Node, Node | null>(mapping) ? pairOf(document, mapping, name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function reasonOf(error: YAMLParseError, text: string): string {
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return `the key ${wordAt(text, error.pos[0])} is set here a second time`;
    case 'MULTIPLE_DOCS':
      return 'a second document begins here; expected only one';
    default:
      return `not YAML: ${firstLine(error.message)}`;
  }
}

function wordAt(text: string, offset: number): string {
  return describeValue(/^[^\s:]+/.exec(text.slice(offset))?.[0]);
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0]!.replace(/:$/, '');
}
