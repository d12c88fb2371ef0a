import yargs, { type Argv, type Options } from 'yargs';
import type { Command, CommandOption } from './command.js';
import { helpOf, type OptionHelp, optionHelp } from './option-help.js';
import { generalOptions } from './options.js';

const SUMMARY =
  'Follows the logs of Kubernetes pods and ships them, with the namespace, pod and container of every line.';
const EPILOGUE = [
  'Each option has an environment variable: PODTAIL_ALLOW_TARGET sets --allow-target. Separate several values with commas.',
  'Exit status: 0 success, 1 failure while running, 2 wrong usage or configuration.',
].join('\n');

/** The help of a command, or that of all of podtail. `commands[0]` is the one that is meant where none is named. */
export async function helpText(name: string | undefined, commands: readonly Command[]): Promise<string> {
  const help = optionHelp();
  const parser = yargs()
    .scriptName('podtail')
    .usage(`${SUMMARY}\n\nUsage: $0 [command] [options]`)
    .version(false)
    .help('help')
    .options(optionsOf(generalOptions, help))
    .detectLocale(false)
    .updateStrings({ boolean: 'switch', string: 'value', array: 'values' })
    .wrap(110)
    .exitProcess(false);
  for (const [index, command] of commands.entries()) addCommand(parser, command, index === 0, help);
  return new Promise((resolve, reject) => {
    parser.parse([...(name === undefined ? [] : [name]), '--help'], {}, (error, _values, output) => {
      if (error) reject(error);
      else resolve(`${output}\n`);
    });
  });
}

function addCommand(parser: Argv, command: Command, isDefault: boolean, help: Readonly<Record<string, OptionHelp>>) {
  parser.command(
    isDefault ? [command.name, '$0'] : usageOf(command),
    command.description,
    (builder) => {
      return builder.options(optionsOf(command.options, help)).epilogue(`${examplesOf(command)}\n\n${EPILOGUE}`);
    },
    () => {},
  );
}

/** Not those of yargs, which break a long line in two, so that nobody can copy it. */
function examplesOf({ examples }: Command): string {
  return ['Examples:', ...examples.flatMap(([line, description]) => [`  # ${description}`, `  ${line}`])].join('\n');
}

function usageOf({ name, operands, operandChoices }: Command): string {
  if (operandChoices !== undefined) return `${name} <${operandChoices.join('|')}>`;
  return operands === undefined ? name : `${name} <${operands.toLowerCase()}..>`;
}

/** Choices are in the descriptions. */
function optionsOf(options: readonly CommandOption[], help: Readonly<Record<string, OptionHelp>>) {
  return Object.fromEntries(
    options.map((option) => {
      const { choices: _, ...said } = helpOf(option, help);
      return [option.name, { ...typeOf(option), ...said }];
    }),
  );
}

function typeOf({ alias, takes }: CommandOption): Options {
  const named = alias === undefined ? {} : { alias };
  if (takes === 'nothing') return { ...named, type: 'boolean' };
  return { ...named, type: 'string', ...(takes === 'values' ? { array: true } : {}) };
}
