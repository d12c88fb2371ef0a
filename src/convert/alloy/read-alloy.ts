import { UserError } from '../../record/user-error.js';

/** A value of Alloy's syntax: https://grafana.com/docs/alloy/latest/get-started/configuration-syntax/ */
export type AlloyValue = { readonly line: number } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly AlloyValue[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: AlloyValue])[] }
  /** `discovery.kubernetes.pods.targets`. */
  | { readonly kind: 'reference'; readonly path: string }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly AlloyValue[] }
  /** Operators between values. Only a running Alloy can compute them, except concatenated texts. */
  | { readonly kind: 'operation'; readonly operators: readonly string[]; readonly operands: readonly AlloyValue[] }
);

/** `loki.process "pods" { … }`. */
export interface AlloyBlock {
  readonly name: string;
  readonly label: string | undefined;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, AlloyValue>;
  readonly blocks: readonly AlloyBlock[];
}

interface Token {
  readonly kind: 'name' | 'string' | 'number' | 'sign' | 'newline' | 'end';
  readonly text: string;
  readonly line: number;
}

const TOKEN =
  /(?<space>[ \t\r]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<newline>\n)|(?<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(?<number>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<sign>==|!=|<=|>=|&&|\|\||[{}[\]().,=+\-*/%^!<>;])/gy;

const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
] as const);

/** Maximum depth of nesting. No real configuration is as deep. */
const MOST_DEPTH = 100;

/** Parses a file of Alloy. Throws a `UserError` if it is not valid. */
export function readAlloy(text: string, name: string): readonly AlloyBlock[] {
  const tokens = tokenize(text, name);
  let at = 0;
  let depth = 0;

  const peek = (): Token => tokens[at]!;
  const isSign = (text: string): boolean => peek().kind === 'sign' && peek().text === text;

  function fail(expected: string): never {
    const { text: found, line, kind } = peek();
    const shown = kind === 'end' ? 'the end' : kind === 'newline' ? 'the end of the line' : found;
    throw new UserError(`${name}:${line}: expected ${expected}, found ${shown}`);
  }
  function next(): Token {
    return tokens[at++]!;
  }
  function skipNewlines(): void {
    while (peek().kind === 'newline' || isSign(';')) at++;
  }
  function take(sign: string): void {
    if (!isSign(sign)) fail(sign);
    at++;
  }
  function deeper<Result>(read: () => Result): Result {
    if (++depth > MOST_DEPTH) fail('less nesting');
    const result = read();
    depth--;
    return result;
  }

  function readBody(isEnd: () => boolean): Pick<AlloyBlock, 'attributes' | 'blocks'> {
    const attributes = new Map<string, AlloyValue>();
    const blocks: AlloyBlock[] = [];
    skipNewlines();
    while (!isEnd()) {
      if (peek().kind !== 'name') fail('a block or an attribute');
      const { text: key, line } = next();
      if (isSign('=')) {
        at++;
        attributes.set(key, { ...readValue(), line });
      } else {
        const label = peek().kind === 'string' ? textOf(next()) : undefined;
        take('{');
        const body = deeper(() => readBody(() => isSign('}')));
        take('}');
        blocks.push({ name: key, label, line, ...body });
      }
      skipNewlines();
    }
    return { attributes, blocks };
  }

  function readValue(): AlloyValue {
    const first = deeper(readOperand);
    const operands = [first];
    const operators: string[] = [];
    while (peek().kind === 'sign' && /^(==|!=|<=|>=|&&|\|\||[+\-*/%^<>])$/.test(peek().text)) {
      operators.push(next().text);
      skipNewlines();
      operands.push(deeper(readOperand));
    }
    return operators.length === 0 ? first : { kind: 'operation', line: first.line, operators, operands };
  }

  function readOperand(): AlloyValue {
    const token = next();
    const { line } = token;
    if (token.kind === 'string') return withAccess({ kind: 'literal', line, value: textOf(token) });
    if (token.kind === 'number') return { kind: 'literal', line, value: Number(token.text) };
    if (token.kind === 'name') {
      const literal = LITERALS.get(token.text);
      if (literal !== undefined) return { kind: 'literal', line, value: literal };
      if (!isSign('(')) return withAccess({ kind: 'reference', line, path: token.text });
      at++;
      const args = readItems(')', readValue);
      return withAccess({ kind: 'call', line, name: token.text, args });
    }
    if (token.text === '[') return withAccess({ kind: 'list', line, items: readItems(']', readValue) });
    if (token.text === '{') return withAccess({ kind: 'object', line, entries: readItems('}', readEntry) });
    if (token.text === '(') {
      skipNewlines();
      const inner = readValue();
      skipNewlines();
      take(')');
      return withAccess(inner);
    }
    if (token.text === '!' || token.text === '-') {
      return { kind: 'operation', line, operators: [token.text], operands: [deeper(readOperand)] };
    }
    at--;
    return fail('a value');
  }

  /** `value["key"]` and `value.key` count as computed. */
  function withAccess(value: AlloyValue): AlloyValue {
    let made = value;
    while (isSign('[') || isSign('.')) {
      const sign = next().text;
      if (sign === '[') readItems(']', readValue);
      else if (next().kind !== 'name') fail('a name');
      made = { kind: 'operation', line: value.line, operators: [sign], operands: [made] };
    }
    return made;
  }

  function readItems<Item>(end: string, read: () => Item): Item[] {
    const items: Item[] = [];
    skipNewlines();
    while (!isSign(end)) {
      items.push(deeper(read));
      skipNewlines();
      if (!isSign(',')) break;
      at++;
      skipNewlines();
    }
    take(end);
    return items;
  }

  function readEntry(): readonly [string, AlloyValue] {
    const key = next();
    if (key.kind !== 'name' && key.kind !== 'string') {
      at--;
      fail('the name of a key');
    }
    take('=');
    const value = readValue();
    return [key.kind === 'string' ? textOf(key) : key.text, { ...value, line: key.line }];
  }

  return readBody(() => peek().kind === 'end').blocks;
}

function tokenize(text: string, name: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let end = 0;
  TOKEN.lastIndex = 0;
  for (const match of text.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const { space, ...kinds } = match.groups!;
    const found = Object.entries(kinds).find(([, value]) => value !== undefined);
    if (space === undefined) tokens.push({ kind: found![0] as Token['kind'], text: match[0], line });
    line += match[0].split('\n').length - 1;
  }
  if (end < text.length)
    throw new UserError(`${name}:${line}: ${JSON.stringify(text[end])} is not part of a configuration`);
  return [...tokens, { kind: 'end', text: '', line }];
}

/** The text of a string: unchanged between backticks, and with the escapes of Go between quotes. */
function textOf({ text }: Token): string {
  const inside = text.slice(1, -1);
  if (text.startsWith('`')) return inside;
  return inside.replaceAll(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/g,
    (_, x?: string, u?: string, one?: string) =>
      one === undefined ? String.fromCharCode(Number.parseInt((x ?? u)!, 16)) : (ESCAPES[one] ?? one),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };
