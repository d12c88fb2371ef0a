import type { Command, CommandOption } from '../../src/cli/command.js';
import { commands } from '../../src/cli/commands.js';
import { helpOf, optionHelp } from '../../src/cli/option-help.js';
import { configurationOptions, generalOptions, inputOptions, logOptions, sinkOptions } from '../../src/cli/options.js';
import { variableOf } from '../../src/config/options.js';
import { withPart } from './page-part.js';

/** Options that several commands have, by what the page calls them. */
const GROUPS: readonly [name: string, options: readonly CommandOption[]][] = [
  ['those of the configuration', configurationOptions],
  ['those of the configuration that do not ask for files', inputOptions],
  ['those of the configuration that say which logs are read, how, and from where on', logOptions],
  ['those that say where records go (`--config`, `--sink`, `--url`)', sinkOptions],
];
const help = optionHelp();

/** The page with what `podtail --help` says now. */
export function withCommands(page: string): string {
  const parts = ['<!-- Written by `npm run docs`. -->', ...commands.map(commandSection), optionsSection()];
  return withPart(page, 'commands', parts.join('\n\n'));
}

function commandSection(command: Command): string {
  const { name, operands, description, examples } = command;
  const heading = `### \`podtail ${name}${operands === undefined ? '' : ` ${operands}`}\``;
  const isDefault = name === commands[0].name ? ' Meant where no command is named.' : '';
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) => `${line.padEnd(width)}   # ${what}`);
  return [heading, `${description}.${isDefault}`, `Options: ${optionsOf(command)}.`, fence(lines)].join('\n\n');
}

function optionsOf({ options }: Command): string {
  const group = GROUPS.find(([, shared]) => shared.every((option) => options.includes(option)));
  const own = options.filter((option) => group?.[1].includes(option) !== true).map(({ name }) => `\`--${name}\``);
  const all = [...(group === undefined ? [] : [group[0]]), ...own];
  return all.length === 0 ? 'none' : all.join(', ');
}

function optionsSection(): string {
  const given = [...generalOptions, ...commands.flatMap(({ options }) => options)];
  const all = new Map(given.map((one) => [`${one.name} ${one.help ?? ''}`, one]));
  const rows = [...all.values()].map((option) => {
    const { describe, defaultDescription = '' } = helpOf(option, help);
    return `| ${nameOf(option)} | ${inCell(describe)} | ${inCell(defaultDescription)} | ${usersOf(option)} |`;
  });
  const head = ['| option | | default | of |', '|---|---|---|---|'];
  return ['## Options', [...head, ...rows].join('\n')].join('\n\n');
}

function nameOf(option: CommandOption): string {
  const { name, alias, takes } = option;
  const value = takes === 'nothing' ? '' : takes === 'value' ? ' VALUE' : ' VALUE...';
  const variable = configurationOptions.includes(option) || name === 'log-level';
  return [
    ...(alias === undefined ? [] : [`\`-${alias}\``]),
    `\`--${name}${value}\``,
    ...(variable ? [`\`${variableOf(name)}\``] : []),
  ].join(', ');
}

function usersOf(option: CommandOption): string {
  const users = commands.filter(({ options }) => options.includes(option)).map(({ name }) => `\`${name}\``);
  return users.length === 0 ? 'all commands' : users.join(' ');
}

function fence(lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
