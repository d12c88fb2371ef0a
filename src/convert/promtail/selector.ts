import type { Values } from '../conversion.js';
import { namePatterns } from '../name-patterns.js';
import { labelOf } from '../pod-labels.js';

/** The conditions of a LogQL selector: names of pods, and the line and stream of a record. */
export interface Selector {
  /** podtail's `match`. */
  readonly match: Values;
  /** podtail's conditions on records. Empty: every record. */
  readonly conditions: readonly Values[];
}

const NAMES: Readonly<Record<string, string>> = {
  '${namespace}': 'namespace',
  '${pod}': 'pod',
  '${container}': 'container',
};

/**
 * Parses a selector with line filters: https://grafana.com/docs/loki/latest/query/log_queries/. Undefined if podtail
 * has no equal condition.
 *
 * @param labels the templates of labels
 */
export function parseSelector(text: string, labels: ReadonlyMap<string, string>): Selector | undefined {
  const [, inside, filters] = /^\s*\{([^}]*)\}\s*(.*)$/s.exec(text) ?? [];
  if (inside === undefined || filters === undefined) return undefined;
  const match: Record<string, string[]> = {};
  const byLabel: Record<string, string[]> = {};
  let condition: Values = {};
  let rest = inside.trim();
  while (rest !== '') {
    const [whole, label, operator, value] = /^(\w+)\s*(=~|!~|!=|=)\s*["`]([^"`]*)["`]\s*,?\s*/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    rest = rest.slice(whole.length);
    const made = labels.get(label!) ?? (label === 'stream' ? '${stream}' : undefined);
    const patterns = operator!.includes('~') ? namePatterns(value!) : [value!];
    if (made === '${stream}' && operator === '=') condition = { ...condition, stream: value };
    else if (made !== undefined && NAMES[made] !== undefined && patterns !== undefined) {
      const key = NAMES[made]!;
      match[key] = [...(match[key] ?? []), ...patterns.map((one) => (operator!.startsWith('!') ? `!${one}` : one))];
    } else if (labelOf(made) !== undefined && patterns !== undefined) {
      const key = labelOf(made)!;
      byLabel[key] = [...(byLabel[key] ?? []), ...patterns.map((one) => (operator!.startsWith('!') ? `!${one}` : one))];
    } else if (made !== value || operator !== '=') return undefined;
  }
  const [, operator, line] = /^(\|=|\|~)\s*["`]([^"`]*)["`]\s*$/.exec(filters) ?? [];
  if (filters.trim() !== '' && line === undefined) return undefined;
  if (line !== undefined) condition = { ...condition, message: operator === '|=' ? quoted(line) : unescaped(line) };
  const all = Object.keys(byLabel).length === 0 ? match : { ...match, labels: byLabel };
  return { match: all, conditions: Object.keys(condition).length === 0 ? [] : [condition] };
}

/** An expression that matches exactly this text. */
function quoted(text: string): string {
  return unescaped(text).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** LogQL's strings in quotes escape backslashes. */
function unescaped(text: string): string {
  return text.replaceAll('\\\\', '\\');
}
