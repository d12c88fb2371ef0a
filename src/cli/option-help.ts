import { choicesAt, configJsonSchema, schemaAt } from '../config/json-schema.js';
import { valueAt } from '../config/layer.js';
import { MATCHED_LEVELS } from '../config/match-fields.js';
import { configOptions } from '../config/options.js';
import type { CommandOption } from './command.js';

/** What the help says of an option, besides its name. */
export interface OptionHelp {
  readonly describe: string;
  /** The texts that it may have; not given: any. */
  readonly choices?: readonly string[];
  /** The default, as it would be typed. */
  readonly defaultDescription?: string;
}

/** The help of every option, by name. Keys of the configuration are described by its schema. */
export function optionHelp(): Readonly<Record<string, OptionHelp>> {
  return {
    help: { describe: 'Show this help' },
    version: { describe: 'Show the version' },
    config: { describe: 'YAML configuration file. Environment variables and options override it' },
    'log-level': {
      describe: 'Lowest level of messages on standard error: error, warn or info',
      choices: ['error', 'warn', 'info'],
      defaultDescription: 'info',
    },
    install: { describe: 'Install the template, and replace an earlier one' },
    connect: { describe: 'Test the connection to each sink, and its credentials' },
    pretty: { describe: 'Show records as text, as on a terminal: namespace/pod container | message' },
    'no-color': { describe: 'Disable colours, as NO_COLOR does' },
    json: { describe: 'Print JSON' },
    wide: { describe: 'Show all columns at full width: paths, targets, offsets and reasons' },
    from: {
      describe: 'Agent that saved the positions: promtail, alloy, fluent-bit or filebeat',
      choices: ['promtail', 'alloy', 'fluent-bit', 'filebeat'],
    },
    'token-file': {
      describe: 'File with the token of the status server. PODTAIL_TOKEN can hold the token itself',
    },
    ca: { describe: 'PEM file of trusted authorities for the status server' },
    stream: { describe: 'Only this stream: stdout or stderr', choices: ['stdout', 'stderr'] },
    level: {
      describe: 'Only these levels. none selects records without a level. Needs a transform that detects levels',
      choices: MATCHED_LEVELS,
    },
    sort: {
      describe: 'Order of the logs: lag or rate',
      choices: ['lag', 'rate'],
      defaultDescription: 'lag',
    },
    explain: {
      describe:
        'Explain whether the log with this path or name (namespace/pod/container) is read, which transforms apply, and which sinks get it',
    },
    ...configHelp(),
  };
}

/** The help of an option, of which its command may say something else. */
export function helpOf({ name, help }: CommandOption, all: Readonly<Record<string, OptionHelp>>): OptionHelp {
  return help === undefined ? all[name]! : { describe: help };
}

function configHelp(): Record<string, OptionHelp> {
  const schema = configJsonSchema();
  return Object.fromEntries(
    configOptions.map(({ name, kind, path, description }) => {
      const [key, ...rest] = path;
      const setting = schemaAt(schema, [key!]);
      const choices = choicesAt(schema, path);
      const form = choices.length > 0 ? choices.join(', ') : kind === 'map' ? 'KEY=VALUE' : undefined;
      const fallback = valueAt(setting?.default, rest);
      return [
        name,
        {
          describe: `${description ?? setting?.description}${form === undefined ? '' : ` (${form})`}`,
          ...(choices.length > 0 ? { choices } : {}),
          ...(typeof fallback === 'string' || isFilled(fallback) ? { defaultDescription: String(fallback) } : {}),
        },
      ];
    }),
  );
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
