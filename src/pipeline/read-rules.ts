import type { Config } from '../config/config.js';
import { allowedFolders } from '../discover/allowed-folders.js';
import { podRefusal } from '../discover/pod-rules.js';
import { createAllowedFolders } from '../os/allowed-folders.js';
import type { ReadRules } from '../os/read-rules.js';
import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { createRefusedPaths } from './refused-paths.js';

type RulesConfig = Pick<Config, 'include' | 'allowTarget' | 'allowHardLinks'>;

/** The rules of a configuration, from when they are made until they are closed. */
export interface ConfiguredRules extends ReadRules {
  /** The configuration was exchanged: folders that it allows besides are taken as they are now. */
  reload(config: RulesConfig): void;
  close(): void;
}

/** Which files a configuration lets podtail read, in folders as they are now. */
export function createReadRules(config: RulesConfig): ConfiguredRules {
  const folders = createAllowedFolders(allowedFolders(config.include, config.allowTarget));
  const { allowHardLinks } = config;
  return {
    refusalOf: (path, file) => folders.refusalOf(path, file) ?? podRefusal(path, file, allowHardLinks),
    reload: ({ include, allowTarget }) => folders.allow(allowedFolders(include, allowTarget)),
    close: () => folders.close(),
  };
}

/** The same of a run, which counts what it refuses, and warns of it once. */
export function createRunRules(
  config: RulesConfig,
  { counters, diagnostics }: { readonly counters: Counters; readonly diagnostics: Diagnostics },
): ConfiguredRules {
  const paths = createRefusedPaths(diagnostics);
  return {
    ...createReadRules(config),
    onRefused(path, refusal) {
      counters.refused[refusal.refusal]++;
      paths.refused(path, refusal.reason);
    },
    onOpened: (path) => paths.opened(path),
  };
}
