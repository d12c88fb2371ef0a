import type { Config } from '../config/config.js';
import { allowedFolders } from '../discover/allowed-folders.js';
import { podRefusal } from '../discover/pod-rules.js';
import { createAllowedFolders } from '../os/allowed-folders.js';
import type { ReadRules } from '../os/read-rules.js';
import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { createRefusedPaths } from './refused-paths.js';

type RulesConfig = Pick<Config, 'include' | 'allowTarget' | 'allowHardLinks'>;

/** The read rules of a configuration. They hold open folders until they are closed. */
export interface ConfiguredRules extends ReadRules {
  /** Applies another configuration. Folders that it newly allows are taken in their present state. */
  reload(config: RulesConfig): void;
  close(): void;
}

/** Creates the rules for the files that podtail may read, with the folders in their present state. */
export function createReadRules(config: RulesConfig): ConfiguredRules {
  const folders = createAllowedFolders(allowedFolders(config.include, config.allowTarget));
  const { allowHardLinks } = config;
  return {
    refusalOf: (path, file) => folders.refusalOf(path, file) ?? podRefusal(path, file, allowHardLinks),
    reload: ({ include, allowTarget }) => folders.allow(allowedFolders(include, allowTarget)),
    close: () => folders.close(),
  };
}

/** Creates the rules of a run, which count refused files and warn about each once. */
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
