import type { ConfigPath } from './problem.js';

/** A key of the configuration that the command line and the environment can set, too. */
export interface ConfigOption {
  /** `--allow-target` without its dashes; the variable is `PODTAIL_ALLOW_TARGET`. */
  readonly name: string;
  /** What it sets. */
  readonly path: ConfigPath;
  /** `value`: one text. `list`: several. `map`: several `KEY=VALUE`. `switch`: true or false. */
  readonly kind: 'value' | 'list' | 'map' | 'switch';
  /** What the help says, where the key's own description does not do. */
  readonly description?: string;
}

/** One entry a key, in the order of the help. */
export const configOptions: readonly ConfigOption[] = [
  { name: 'include', path: ['include'], kind: 'list' },
  { name: 'exclude', path: ['exclude'], kind: 'list' },
  { name: 'namespace', path: ['namespace'], kind: 'list' },
  { name: 'pod', path: ['pod'], kind: 'list' },
  { name: 'container', path: ['container'], kind: 'list' },
  { name: 'include-own-log', path: ['includeOwnLog'], kind: 'switch' },
  { name: 'allow-target', path: ['allowTarget'], kind: 'list' },
  { name: 'allow-hard-links', path: ['allowHardLinks'], kind: 'switch' },
  { name: 'metadata', path: ['metadata'], kind: 'map' },
  { name: 'label', path: ['labels'], kind: 'map' },
  { name: 'format', path: ['format'], kind: 'value' },
  { name: 'sink', path: ['sinks', 0, 'type'], kind: 'value' },
  { name: 'url', path: ['sinks', 0, 'url'], kind: 'value', description: 'URL of the sink' },
  { name: 'schema', path: ['schema'], kind: 'value' },
  { name: 'state-dir', path: ['stateDir'], kind: 'value' },
  { name: 'start-at', path: ['startAt'], kind: 'value' },
  { name: 'since', path: ['since'], kind: 'value' },
  { name: 'until', path: ['until'], kind: 'value' },
  { name: 'listen', path: ['listen'], kind: 'value' },
  { name: 'once', path: ['once'], kind: 'switch' },
  { name: 'watch-config', path: ['watchConfig'], kind: 'switch' },
];

/** The environment variable that stands for an option: `PODTAIL_ALLOW_TARGET` for `allow-target`. */
export function variableOf(optionName: string): string {
  return `PODTAIL_${optionName.toUpperCase().replaceAll('-', '_')}`;
}
