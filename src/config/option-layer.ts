import type { ConfigLayer } from './layer.js';
import { type ConfigOption, configOptions } from './options.js';
import {
  type ConfigPath,
  type ConfigPlace,
  type ConfigProblem,
  describeValue,
  isSamePath,
  startsWith,
} from './problem.js';

/** An option with what was given for it, by a command line or a variable. */
export interface GivenOption {
  readonly option: ConfigOption;
  readonly place: ConfigPlace;
  /** One text for a `value` or `switch`, any number else. */
  readonly texts: readonly string[];
}

/** Turns texts into a layer. An option stands for all that lies under its path. */
export function optionLayer(given: readonly GivenOption[], fallback: ConfigPlace): ConfigLayer {
  const problems: ConfigProblem[] = [];
  let values: unknown = {};
  for (const entry of given) values = withValue(values, entry.option.path, readTexts(entry, problems));
  return {
    values,
    problems,
    placeOf: (path) =>
      given.find(({ option }) => startsWith(path, option.path))?.place ?? placeBeside(given, path) ?? fallback,
  };
}

function readTexts({ option, place, texts }: GivenOption, problems: ConfigProblem[]): unknown {
  switch (option.kind) {
    case 'value':
      return texts.at(-1);
    case 'list':
      return texts;
    case 'switch':
      return texts.at(-1) === 'true' ? true : texts.at(-1) === 'false' ? false : texts.at(-1);
    case 'map':
      return Object.fromEntries(texts.flatMap((text) => pairOf(text, place, problems)));
  }
}

function pairOf(text: string, place: ConfigPlace, problems: ConfigProblem[]): [string, string][] {
  const equals = text.indexOf('=');
  if (equals > 0) return [[text.slice(0, equals), text.slice(equals + 1)]];
  problems.push({ kind: 'badValue', place, key: '', expected: 'KEY=VALUE', found: describeValue(text) });
  return [];
}

/** A copy of `values` with `value` put where the path leads; what is missing on the way is made. */
function withValue(values: unknown, path: ConfigPath, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const list = Array.isArray(values) ? [...values] : [];
    list[step] = withValue(list[step] ?? {}, rest, value);
    return list;
  }
  const mapping = values as Record<string, unknown>;
  return { ...mapping, [step]: withValue(mapping[step] ?? {}, rest, value) };
}

/** The place of what was given for another key of the same thing: `sinks[0].type` for `sinks[0].url`. */
function placeBeside(given: readonly GivenOption[], path: ConfigPath): ConfigPlace | undefined {
  const entry = given.find(({ option }) => option.path.length > 1 && option.path[0] === path[0]);
  if (entry === undefined || entry.option.kind === 'map') return undefined;
  const { place } = entry;
  if (place.kind !== 'option' && place.kind !== 'variable') return place;
  const own = configOptions.find((option) => isSamePath(option.path, path));
  return { ...place, beside: { option: own?.name } };
}
