/** A value of another agent's configuration, with its line, counted from 1. */
export interface SourceNode {
  readonly line: number;
  readonly value: string | number | boolean | null | readonly SourceNode[] | SourceMapping;
}

/** A mapping, in the order of the file. */
export type SourceMapping = ReadonlyMap<string, SourceNode>;

/**
 * A mapping of another agent's configuration during the conversion. Reading a key takes it. Keys that nobody took are
 * lost, and can be listed in the end. So nothing is dropped silently.
 */
export interface Section {
  readonly line: number;
  has(key: string): boolean;
  /** The line of a key, or that of the section. */
  lineOf(key: string): number;
  /** A text, number or boolean, as text. Undefined if it is something else, or empty. */
  text(key: string): string | undefined;
  number(key: string): number | undefined;
  flag(key: string): boolean | undefined;
  /** A list of texts, or one text. */
  texts(key: string): readonly string[] | undefined;
  /** The unchanged texts of a key that may be repeated. Commas do not separate. */
  lines(key: string): readonly string[] | undefined;
  /** A mapping of names to texts. Nested names are joined with dots, and lists with commas. */
  mapping(key: string): Readonly<Record<string, string>> | undefined;
  section(key: string): Section | undefined;
  /** A list of mappings, or one mapping. */
  sections(key: string): readonly Section[];
  /** The mappings of a list with one key each, such as `- json: {…}`, with that key. Other values have the key `''`. */
  named(key: string): readonly (readonly [name: string, section: Section])[];
  /** Takes keys that podtail does not need. */
  ignore(...keys: readonly string[]): void;
  /** The keys that nobody took, here and in the taken sections, with their paths and lines. */
  rest(): readonly { readonly key: string; readonly line: number }[];
}

/** @param isSameKey whether two spellings of a key are the same one; exact, if not given */
export function createSection(node: SourceNode, spell: (key: string) => string = (key) => key): Section {
  const entries = new Map<string, { readonly key: string; readonly node: SourceNode }>();
  if (node.value instanceof Map) for (const [key, value] of node.value) entries.set(spell(key), { key, node: value });
  const taken = new Set<string>();
  /** The taken sections, by their paths. */
  const children = new Map<string, Section>();

  function find(key: string): SourceNode | undefined {
    return entries.get(spell(key))?.node;
  }

  /** Takes a key if its value can be read. Otherwise it stays in the rest. */
  function take<Value>(key: string, read: (node: SourceNode) => Value | undefined): Value | undefined {
    const found = find(key);
    if (found === undefined) return undefined;
    const value = read(found);
    if (value !== undefined || found.value === null || found.value === '') taken.add(spell(key));
    return value;
  }

  function child(key: string, inner: SourceNode): Section {
    const section = children.get(key) ?? createSection(inner, spell);
    children.set(key, section);
    return section;
  }

  return {
    line: node.line,
    has: (key) => find(key) !== undefined,
    lineOf: (key) => find(key)?.line ?? node.line,
    text: (key) => take(key, textOf),
    number: (key) => take(key, numberOf),
    flag: (key) => take(key, flagOf),
    texts: (key) => take(key, textsOf),
    lines: (key) => take(key, linesOf),
    mapping: (key) => take(key, mappingOf),
    section: (key) => take(key, (found) => (isMapping(found) ? child(key, found) : undefined)),
    sections(key) {
      return (
        take(key, (found) => {
          const nodes = Array.isArray(found.value) ? (found.value as readonly SourceNode[]) : [found];
          return nodes.every(isMapping) ? nodes.map((inner, index) => child(`${key}[${index}]`, inner)) : undefined;
        }) ?? []
      );
    },
    named(key) {
      return (
        take(key, (found) => {
          if (!Array.isArray(found.value)) return undefined;
          return (found.value as readonly SourceNode[]).flatMap(({ value, line }, index) => {
            if (typeof value === 'string') return [[value, emptySection(line)] as const];
            if (!(value instanceof Map)) return [];
            return [...(value as SourceMapping)].map(([name, inner]) => {
              const isNothing = inner.value === null;
              const section = isMapping(inner) ? inner : { line, value: new Map(isNothing ? [] : [['', inner]]) };
              return [name, child(`${key}[${index}].${name}`, section)] as const;
            });
          });
        }) ?? []
      );
    },
    ignore(...keys) {
      for (const key of keys) {
        taken.add(spell(key));
        for (const below of children.keys()) if (below === key || below.startsWith(`${key}[`)) children.delete(below);
      }
    },
    rest() {
      const here = [...entries].flatMap(
        ([
          spelled,
          {
            key,
            node: { line },
          },
        ]) => (taken.has(spelled) ? [] : [{ key, line }]),
      );
      const below = [...children].flatMap(([key, section]) =>
        section.rest().map((one) => ({ key: `${key}.${one.key}`, line: one.line })),
      );
      return [...here, ...below];
    },
  };
}

function emptySection(line: number): Section {
  return createSection({ line, value: new Map() });
}

function isMapping({ value }: SourceNode): boolean {
  return value instanceof Map;
}

function textOf({ value }: SourceNode): string | undefined {
  return typeof value === 'object' || value === '' ? undefined : String(value);
}

function numberOf({ value }: SourceNode): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  false: false,
  off: false,
  no: false,
};

function flagOf({ value }: SourceNode): boolean | undefined {
  return FLAGS[String(value).toLowerCase()];
}

function textsOf(node: SourceNode): readonly string[] | undefined {
  if (!Array.isArray(node.value))
    return textOf(node)
      ?.split(',')
      .map((text) => text.trim());
  const texts = (node.value as readonly SourceNode[]).map(textOf);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function linesOf(node: SourceNode): readonly string[] | undefined {
  if (!Array.isArray(node.value)) return textOf(node) === undefined ? undefined : [textOf(node)!];
  return textsOf(node);
}

function mappingOf({ value }: SourceNode): Readonly<Record<string, string>> | undefined {
  if (!(value instanceof Map)) return undefined;
  return Object.fromEntries(textEntries(value as SourceMapping));
}

function textEntries(mapping: SourceMapping): readonly (readonly [string, string])[] {
  return [...mapping].flatMap(([key, inner]): readonly (readonly [string, string])[] => {
    if (inner.value instanceof Map)
      return textEntries(inner.value as SourceMapping).map(([below, text]) => [`${key}.${below}`, text]);
    return [[key, Array.isArray(inner.value) ? (textsOf(inner) ?? []).join(',') : (textOf(inner) ?? '')]];
  });
}
