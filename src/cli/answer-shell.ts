import type { Environment } from '../config/references.js';
import type { Command } from './command.js';
import { complete } from './complete.js';
import { optionHelp } from './option-help.js';

/**
 * The answer to a shell that completes a command line, a word a line: https://github.com/yargs/yargs has the scripts. That for
 * zsh sets COMP_LINE, and shows what follows a colon; in bash it would be a part of the word.
 *
 * @param line the words of the command line, with `podtail` itself, of which the last is being written
 */
export function answerShell(
  line: readonly string[],
  commands: readonly [Command, ...Command[]],
  environment: Environment,
): string {
  const help = optionHelp();
  const isZsh = environment.COMP_LINE !== undefined;
  const completions = complete(line.slice(1), commands, (option) => help[option]);
  return completions
    .map(({ word, description }) => `${isZsh && description !== undefined ? `${word}:${description}` : word}\n`)
    .join('');
}
