/** Where a value of the configuration is. Lines and columns count from 1. */
export type ConfigPlace =
  | { readonly kind: 'file'; readonly name: string; readonly line?: number; readonly column?: number }
  /**
   * `beside`: the key belongs to the same object as the key of the variable or option. It may have an option of its
   * own.
   */
  | { readonly kind: 'variable'; readonly name: string; readonly beside?: Neighbour }
  | { readonly kind: 'option'; readonly name: string; readonly beside?: Neighbour }
  | { readonly kind: 'program' };

interface Neighbour {
  /** Without its dashes. */
  readonly option: string | undefined;
}

/** Keys and list indexes that lead to a value of the configuration. */
export type ConfigPath = readonly (string | number)[];

/**
 * A problem of a configuration.
 * - `badValue`: the value of `key` is not what was `expected`. `key` is empty for the whole configuration.
 * - `unknownKey`: the key does not exist. `nearest` is a similar key, and `known` lists the existing ones.
 * - `needsRestart`: the value of `key` has changed, and cannot change while podtail runs.
 * - `unreadable`: the file does not exist, cannot be read, or is not YAML.
 */
export type ConfigProblem =
  | {
      readonly kind: 'badValue';
      readonly place: ConfigPlace;
      readonly key: string;
      readonly expected: string;
      readonly found: string;
    }
  | {
      readonly kind: 'unknownKey';
      readonly place: ConfigPlace;
      readonly key: string;
      readonly nearest?: string;
      readonly known: readonly string[];
    }
  | { readonly kind: 'needsRestart'; readonly place: ConfigPlace; readonly key: string }
  | { readonly kind: 'unreadable'; readonly place: ConfigPlace; readonly reason: string };

/** A problem as one line: `podtail.yaml:3:9: limits.memory: expected a size …, found 'lots'`. */
export function formatProblem(problem: ConfigProblem): string {
  return `${formatPlace(problem.place)}: ${describe(problem)}`;
}

/** A path in messages: `sinks[0].type`. */
export function formatPath(path: ConfigPath): string {
  return path.map((step, depth) => (typeof step === 'number' ? `[${step}]` : depth === 0 ? step : `.${step}`)).join('');
}

export function startsWith(path: ConfigPath, start: ConfigPath): boolean {
  return start.every((step, depth) => path[depth] === step);
}

export function isSamePath(first: ConfigPath, second: ConfigPath): boolean {
  return first.length === second.length && startsWith(first, second);
}

const NOTHING = 'nothing';

/** A value as messages show it: `'x'`, `the number 5`, `a list`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return NOTHING;
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  return typeof value === 'object' ? 'a mapping' : String(value);
}

/** A place at the beginning of a message: `podtail.yaml:3:9`, `--sink`. */
export function formatPlace(place: ConfigPlace): string {
  switch (place.kind) {
    case 'file':
      return [place.name, place.line, place.column].filter((part) => part !== undefined).join(':');
    case 'variable':
      return place.name;
    case 'option':
      return `--${place.name}`;
    case 'program':
      return 'configuration';
  }
}

function describe(problem: ConfigProblem): string {
  switch (problem.kind) {
    case 'unreadable':
      return problem.reason;
    case 'needsRestart':
      return `${problem.key} cannot change while podtail runs; restart podtail, or undo the change`;
    case 'badValue': {
      return `${subjectOf(problem)}expected ${problem.expected}, found ${problem.found}`;
    }
    case 'unknownKey': {
      const help =
        problem.nearest === undefined
          ? `the known keys are ${problem.known.join(', ')}`
          : `did you mean '${problem.nearest}'?`;
      return `unknown key '${problem.key}'; ${help}`;
    }
  }
}

/** The key in a message. A variable or an option has only one key, so it is not repeated. */
function subjectOf({ place, key, found }: Extract<ConfigProblem, { kind: 'badValue' }>): string {
  if (key === '') return '';
  if (place.kind !== 'variable' && place.kind !== 'option') return `${key}: `;
  if (place.beside === undefined) return '';
  const { option } = place.beside;
  return option === undefined || found !== NOTHING ? `${key}: ` : `--${option} is missing: `;
}
