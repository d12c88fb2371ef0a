import type { Config } from '../config/config.js';
import { createDiscovery } from '../discover/discovery.js';
import { createFilter, createNamesFilter } from '../discover/filter.js';
import { createSilentWatches } from '../os/directory-watches.js';
import { counted } from '../record/counted.js';
import type { LogSource } from '../record/log-source.js';
import { ownLogs } from './own-log.js';
import type { PipelineConfig } from './pipeline-config.js';
import { createUnrouted } from './routing.js';

type SelectingConfig = PipelineConfig | Config;

/** Explains why a configuration reads no log: no log exists, or the keys that exclude the existing ones. */
export function noLogsMessage(config: SelectingConfig): string {
  const logs = discoverAll(config);
  if (logs.length === 0) return `no log file matches ${config.include.join(', ')}`;
  const match = logs.length === 1 ? 'matches' : 'match';
  const keys = [...new Set(logs.flatMap(createExclusions(config)))];
  const by = keys.length === 0 ? '' : `, all excluded by ${keys.join(', ')}`;
  return `no log file is read: ${counted(logs.length, 'log')} ${match} include${by}; podtail files --explain PATH shows the reasons`;
}

/** All logs that match the globs, even if other keys exclude them. */
function discoverAll({ include, metadata }: SelectingConfig): LogSource[] {
  const logs: LogSource[] = [];
  const silent = { info() {}, warn() {}, error() {}, problem() {}, solved() {} };
  const names = { exclude: [], namespace: [], pod: [], container: [] };
  const discovery = createDiscovery({ include, metadata, ...names }, createSilentWatches(), silent, {
    onFound: (source) => logs.push(source),
    onGone: () => {},
  });
  discovery.start();
  discovery.close();
  return logs;
}

/** Creates a function that names the options and keys that exclude a log. */
function createExclusions(config: SelectingConfig): (source: LogSource) => string[] {
  const { acceptsPath } = createFilter(config, process.cwd());
  const mismatches = createNamesFilter(config);
  const [isOwn, isUnrouted] = [ownLogs(config), createUnrouted(config)];
  return (source) => [
    ...(acceptsPath(source.path) ? [] : ['--exclude']),
    ...mismatches(source.metadata).map(({ key }) => `--${key}`),
    ...(isOwn(source) ? ['being the log of podtail itself'] : []),
    ...(isUnrouted(source) ? ['sinks[].match'] : []),
  ];
}
