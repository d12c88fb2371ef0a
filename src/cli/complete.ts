import type { Command, CommandOption } from './command.js';
import { partWords } from './command-line.js';
import type { OptionHelp } from './option-help.js';
import { generalOptions } from './options.js';

/** What may be next on a command line. None: a name of a file, or a text that only the user knows. */
export interface Completion {
  readonly word: string;
  readonly description?: string;
}

/** Stands for the word that is being written, to see what it would be. */
const WORD = '\0';

/**
 * Completes a command line; `commands[0]` is meant where none is named.
 *
 * @param line the words behind `podtail`, of which the last is being written, and may be empty
 */
export function complete(
  line: readonly string[],
  commands: readonly [Command, ...Command[]],
  helpOf: (option: string) => OptionHelp | undefined,
): readonly Completion[] {
  const [before, current] = partCurrent(line);
  const { words, given } = partWords([...before, WORD], commands);
  const command = commands.find(({ name }) => name === words[0]);
  const options = [...generalOptions, ...optionsOf(command ?? commands[0])];

  if (current.startsWith('-')) return completeOption(current, options, given, helpOf);
  const last = given.at(-1);
  if (last?.values.at(-1) === WORD) return wordsLike(current, helpOf(last.option!.name)?.choices ?? []);
  if (words.length === 1 && words[0] === WORD) return commandsLike(current, commands);
  if (command === undefined) return [];
  if (command.operands !== undefined) return words.length > 2 ? [] : wordsLike(current, command.operandChoices ?? []);
  return current === '' ? completeOption('--', options, given, helpOf) : [];
}

type GivenOptions = ReturnType<typeof partWords>['given'];

/** `--si` and `--sink=lo`. An option that can be given once is offered once. */
function completeOption(
  current: string,
  options: readonly CommandOption[],
  given: GivenOptions,
  helpOf: (option: string) => OptionHelp | undefined,
): readonly Completion[] {
  const equals = current.indexOf('=');
  if (equals >= 0) {
    const choices = helpOf(current.slice(2, equals))?.choices ?? [];
    return wordsLike(
      current,
      choices.map((choice) => `${current.slice(0, equals)}=${choice}`),
    );
  }
  return options
    .filter((option) => option.takes === 'values' || !given.some((one) => one.option?.name === option.name))
    .map(({ name, help }) => described(`--${name}`, help ?? helpOf(name)?.describe))
    .filter(({ word }) => word.startsWith(current));
}

function commandsLike(current: string, commands: readonly Command[]): readonly Completion[] {
  return commands
    .filter(({ name }) => name.startsWith(current))
    .map(({ name, description }) => described(name, description));
}

function wordsLike(current: string, words: readonly string[]): readonly Completion[] {
  return words.filter((word) => word.startsWith(current)).map((word) => ({ word }));
}

function described(word: string, description: string | undefined): Completion {
  return description === undefined ? { word } : { word, description };
}

function optionsOf({ options }: Command): readonly CommandOption[] {
  return options;
}

/** The words before the last, and that one. bash makes words of their own of `=`, and of what is on its sides. */
function partCurrent(line: readonly string[]): readonly [before: readonly string[], current: string] {
  const words = line.at(-1) === '=' ? [...line, ''] : line;
  const rest = words.filter((word, index) => !(word === '=' && words[index - 1]?.startsWith('--')));
  return [rest.slice(0, -1), rest.at(-1) ?? ''];
}
