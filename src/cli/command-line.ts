import type { OptionValues } from '../config/load.js';
import { nearest } from '../config/nearest.js';
import type { Command, CommandOption } from './command.js';
import { generalOptions } from './options.js';

/**
 * What a command line says: its command, and the values of its options by name (`true` or `false` for one that takes
 * nothing). `named`: whether the line names its command.
 */
export type ParsedLine =
  | {
      readonly ok: true;
      readonly command: Command;
      readonly named: boolean;
      readonly values: OptionValues;
      /** What follows the command, besides options. */
      readonly operands: readonly string[];
    }
  | {
      readonly ok: false;
      readonly problem: string;
      /** The command whose help has more. Not given: that of podtail. */
      readonly about?: string;
    };

/**
 * Parses a command line; `commands[0]` is meant where none is named. An option that takes several values takes the
 * word that follows, of any form, and then those up to the next option or the name of a command: so a shell may
 * expand `--include /logs/*.log`, and `--pod web check` is the command `check`.
 */
export function parseLine(line: readonly string[], commands: readonly [Command, ...Command[]]): ParsedLine {
  const names = commands.map((command) => command.name);
  const { words, given } = partWords(line, commands);
  const [name = names[0]!, ...operands] = words;
  const command = commands.find((candidate) => candidate.name === name);
  const named = words.length > 0;
  const about = named ? command : undefined;

  const unknown = given.find(({ option }) => option === undefined);
  if (unknown !== undefined) {
    const known = command?.options ?? commands.flatMap(({ options }) => options);
    return refuse(unknownOption(unknown.typed, known), about);
  }
  if (command === undefined) return refuse(`unknown command '${name}'${didYouMean(nearest(name, names))}`);
  if (command.operands === undefined && operands.length > 0) {
    return refuse(`unexpected argument '${operands[0]}'`, about);
  }
  const problem = problemOf(given, command);
  if (problem !== undefined) return refuse(problem, about);
  const values = valuesOf(given);
  if (command.operands !== undefined && operands.length === 0 && values.help !== true) {
    return refuse(`the command ${command.name} needs a ${command.operands}`, command);
  }
  return { ok: true, command, named, values, operands };
}

/** An option as it was typed, with its values. */
interface GivenOption {
  readonly typed: string;
  /** Absent where no command has such an option. */
  readonly option: CommandOption | undefined;
  readonly values: readonly string[];
}

/**
 * Parts the words of a line into those that stand for themselves and options with their values. The name of a command ends the
 * values of an option. Two commands may have an option of the same name that takes different things: that of the command counts
 * which the line names.
 */
export function partWords(line: readonly string[], commands: readonly Command[]) {
  const names = commands.map(({ name }) => name);
  const all = [...generalOptions, ...commands.flatMap(({ options }) => options)];
  const { words } = partBy(line, all, names);
  const named = commands.find(({ name }) => name === words.find((word) => names.includes(word)));
  const own = named === undefined ? [] : [...named.options, ...(named.alsoTakes ?? [])];
  return partBy(line, [...own, ...all], names);
}

function partBy(line: readonly string[], options: readonly CommandOption[], names: readonly string[]) {
  const words: string[] = [];
  const given: GivenOption[] = [];
  for (let at = 0; at < line.length; at++) {
    const word = line[at]!;
    if (!looksLikeOption(word)) {
      words.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const typed = equals < 0 ? word : word.slice(0, equals);
    const option = options.find(({ name, alias }) => typed === `--${name}` || typed === `-${alias}`);
    const values = equals < 0 ? leadingValues(line.slice(at + 1), option, names) : [word.slice(equals + 1)];
    if (equals < 0) at += values.length;
    given.push({ typed, option, values });
  }
  return { words, given };
}

/** Those of the words behind an option that are its values. */
function leadingValues(
  words: readonly string[],
  option: CommandOption | undefined,
  names: readonly string[],
): string[] {
  const end = words.findIndex((word, index) => looksLikeOption(word) || (index > 0 && names.includes(word)));
  const free = end < 0 ? [...words] : words.slice(0, end);
  if (option === undefined || option.takes === 'nothing') return [];
  return option.takes === 'value' ? free.slice(0, 1) : free;
}

function problemOf(given: readonly GivenOption[], command: Command): string | undefined {
  const seen = new Set<string>();
  const taken = [...generalOptions, ...command.options, ...(command.alsoTakes ?? [])];
  for (const { typed, option, values } of given) {
    if (option === undefined || !taken.includes(option)) {
      return `the command ${command.name} has no option '${typed}'`;
    }
    const name = `--${option.name}`;
    if (option.takes === 'nothing' && values.some((value) => value !== 'true' && value !== 'false')) {
      return `${name} takes true, false or no value, found '${values[0]}'`;
    }
    if (option.takes !== 'nothing' && values.length === 0) return `${name} needs a value`;
    if (option.takes === 'value' && seen.has(name)) return `${name} is given twice`;
    seen.add(name);
  }
  return undefined;
}

function unknownOption(typed: string, options: readonly CommandOption[]): string {
  const names = [...generalOptions, ...options].map(({ name }) => `--${name}`);
  return `unknown option '${typed}'${didYouMean(nearest(typed, names))}`;
}

function valuesOf(given: readonly GivenOption[]): OptionValues {
  const values: Record<string, string | boolean | readonly string[]> = {};
  for (const { option, values: texts } of given) {
    const { name, takes } = option!;
    if (takes === 'nothing') values[name] = texts[0] !== 'false';
    else if (takes === 'value') values[name] = texts[0]!;
    else values[name] = [...((values[name] as readonly string[] | undefined) ?? []), ...texts];
  }
  return values;
}

function refuse(problem: string, about?: Command): ParsedLine {
  return { ok: false, problem, ...(about === undefined ? {} : { about: about.name }) };
}

function didYouMean(meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean '${meant}'?`;
}

/** A dash alone is a word: it names the command that reads standard input. */
function looksLikeOption(word: string): boolean {
  return word.startsWith('-') && word !== '-';
}
