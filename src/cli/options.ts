import { configOptions } from '../config/options.js';
import type { CommandOption } from './command.js';

/** Options of every command. */
export const generalOptions: readonly CommandOption[] = [
  { name: 'help', alias: 'h', takes: 'nothing' },
  { name: 'version', takes: 'nothing' },
];

export const logLevelOption: CommandOption = { name: 'log-level', takes: 'value' };
export const noColorOption: CommandOption = { name: 'no-color', takes: 'nothing' };
/** How records are shown on standard output. */
export const terminalOptions: readonly CommandOption[] = [{ name: 'pretty', takes: 'nothing' }, noColorOption];
export const jsonOption: CommandOption = { name: 'json', takes: 'nothing' };
export const wideOption: CommandOption = { name: 'wide', takes: 'nothing' };
export const explainOption: CommandOption = { name: 'explain', takes: 'value' };

export const onceOption: CommandOption = { name: 'once', takes: 'nothing', help: 'Print once, and exit' };
export const sortOption: CommandOption = { name: 'sort', takes: 'value' };

/** The configuration file, and each key of the configuration that has an option. */
export const configurationOptions: readonly CommandOption[] = [
  { name: 'config', alias: 'c', takes: 'value' },
  ...configOptions.map(({ name, kind }): CommandOption => {
    const takes = kind === 'switch' ? 'nothing' : kind === 'value' ? 'value' : 'values';
    return { name, takes };
  }),
];

/** Which running podtail is asked, and how. */
export const serverOptions: readonly CommandOption[] = [
  {
    name: 'connect',
    takes: 'value',
    help: 'Address of the status server: HOST:PORT, PORT or a URL. Default: the key listen of the configuration',
  },
  { name: 'token-file', takes: 'value' },
  { name: 'ca', takes: 'value' },
];

/** Which records are shown. */
export const tailFilterOptions: readonly CommandOption[] = [
  { name: 'namespace', takes: 'values', help: 'Only these namespaces. A leading ! excludes' },
  { name: 'pod', takes: 'values', help: 'Only these pods. A leading ! excludes' },
  { name: 'container', takes: 'values', help: 'Only these containers. A leading ! excludes' },
  { name: 'label', takes: 'values', help: 'Only logs with these labels (KEY=PATTERN)' },
  { name: 'stream', takes: 'value' },
  { name: 'level', takes: 'values' },
];

/** The configuration file alone. */
export const configFileOptions = configurationOptionsNamed('config');

/** Those of `configurationOptions` that say where records go. */
export const sinkOptions = configurationOptionsNamed('config', 'sink', 'url');

/** Those that say which logs are read, how, and from where on. */
export const logOptions = configurationOptionsNamed(
  ...['config', 'include', 'exclude', 'namespace', 'pod', 'container', 'include-own-log'],
  ...['allow-target', 'allow-hard-links', 'metadata', 'format', 'state-dir', 'start-at'],
);

/** Another agent, whose positions are taken over. */
export const fromOption: CommandOption = { name: 'from', takes: 'value' };

/** Those that say whose positions are taken over, and where they go. */
export const importOptions = configurationOptionsNamed(
  ...[
    'config',
    'include',
    'exclude',
    'namespace',
    'pod',
    'container',
    'allow-target',
    'allow-hard-links',
    'metadata',
    'state-dir',
  ],
);

/** Those that say where positions are, and where the files may be that they are of. */
export const positionOptions = configurationOptionsNamed(
  ...['config', 'include', 'allow-target', 'allow-hard-links', 'state-dir'],
);

/** Those of `configurationOptions` that say which files are read, and how; they mean nothing for standard input. */
const FILE_OPTIONS = [
  'include',
  'exclude',
  'namespace',
  'pod',
  'container',
  'include-own-log',
  'allow-target',
  'allow-hard-links',
  'state-dir',
  'start-at',
  'listen',
  'once',
];

/** The options of the configuration that mean something for standard input. */
export const inputOptions: readonly CommandOption[] = configurationOptions.filter(
  ({ name }) => !FILE_OPTIONS.includes(name),
);

/** The options of the configuration that say what is done with the lines of standard input, while nothing is reloaded. */
export const transformOptions: readonly CommandOption[] = inputOptions.filter(
  ({ name }) => !['watch-config', 'since', 'until'].includes(name),
);

function configurationOptionsNamed(...names: readonly string[]): readonly CommandOption[] {
  return configurationOptions.filter(({ name }) => names.includes(name));
}
