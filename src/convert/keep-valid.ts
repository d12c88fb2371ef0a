import type { ConfigInput } from '../config/config.js';
import { createConfig } from '../config/load.js';
import type { ConfigProblem } from '../config/problem.js';
import type { PodtailValues, Values } from './conversion.js';

/** Maximum number of rounds. Each round removes wrong values, which may reveal others. */
const MOST_ROUNDS = 10;
const VARIABLE = /\$\{[A-Z_][A-Z0-9_]*\}/;
const WITHOUT_URL = 'http://localhost';

/**
 * Removes and reports values that podtail refuses, such as a time out of range. Keeps values with environment
 * variables, whose content is unknown.
 */
export function keepValid(config: PodtailValues, lost: (line: number, text: string, about?: Values) => void): void {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const result = createConfig(structuredClone<unknown>(withoutEmpty(config)) as ConfigInput);
    const problems = result.ok ? [] : result.problems;
    const removed = problems.filter((problem) => remove(config, problem, lost));
    if (removed.length === 0) return;
  }
}

/** The configuration for the file, without empty lists. */
export function withoutEmpty(config: PodtailValues): Values {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

function remove(
  config: PodtailValues,
  problem: ConfigProblem,
  lost: (line: number, text: string, about?: Values) => void,
): boolean {
  if (problem.kind !== 'badValue' && problem.kind !== 'unknownKey') return false;
  const steps = stepsOf(config, problem.key);
  const [list, index] = steps;
  const entry =
    typeof index === 'number' && (list === 'sinks' || list === 'transforms') ? config[list][index] : undefined;
  const parent = steps.slice(0, -1).reduce<unknown>((value, step) => (value as Values | undefined)?.[step], config);
  const last = steps.at(-1);
  if (last === undefined || typeof parent !== 'object' || parent === null) return false;
  const value = (parent as Values)[last];
  if (VARIABLE.test(JSON.stringify(value) ?? '')) return false;
  const why = problem.kind === 'badValue' ? `podtail expects ${problem.expected}` : 'podtail has no such key';
  if (last === 'url' && parent === entry) {
    if (value === WITHOUT_URL) return false;
    (parent as Values).url = WITHOUT_URL;
    lost(1, `the url is not known (${shown(value)}): ${WITHOUT_URL} is a placeholder`, entry);
    return true;
  }
  if (value === undefined) {
    // The entry lacks a required key. Removing the whole entry corrects that.
    return (
      steps.length > 1 && remove(config, { ...problem, key: problem.key.replace(/(\.[^.[]*|\[\d+\])$/, '') }, lost)
    );
  }
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete (parent as Values)[last];
  lost(1, `${problem.key}, which would be ${shown(value)}: ${why}`, value === entry ? undefined : entry);
  return true;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Splits the path of a message into keys and indexes. Names of labels may have dots. */
function stepsOf(config: Values, path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  let value: unknown = config;
  let rest = path;
  while (rest !== '') {
    rest = rest.replace(/^\./, '');
    const index = /^\[(\d+)\]/.exec(rest)?.[1];
    const step: string | number = index === undefined ? keyAt(value, rest) : Number(index);
    steps.push(step);
    rest = rest.slice(index === undefined ? String(step).length : index.length + 2);
    value = (value as Values | undefined)?.[step];
  }
  return steps;
}

/** The longest key with which the text begins, or otherwise the text up to the next dot. */
function keyAt(value: unknown, text: string): string {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const fitting = keys.filter((key) => text === key || text.startsWith(`${key}.`) || text.startsWith(`${key}[`));
  return fitting.toSorted((one, other) => other.length - one.length)[0] ?? (/^[^.[]+/.exec(text)?.[0] || text);
}
