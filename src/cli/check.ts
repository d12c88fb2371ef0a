import { type Command, ExitStatus } from './command.js';
import { configurationOptions } from './options.js';
import { complain, print } from './output.js';
import { loadSettings } from './settings.js';

/** Validates the configuration and prints what it comes to, with defaults, variables and options put in. */
export const checkCommand: Command = {
  name: 'check',
  description: 'Validate the configuration and print the effective one, as YAML',
  options: configurationOptions,
  examples: [['podtail check -c podtail.yaml', 'Is this file right, and what does it come to?']],
  async run(values) {
    const loaded = await loadSettings(values, complain);
    if (loaded === undefined) return ExitStatus.usage;
    const { formatConfig } = await import('../config/print.js');
    print(formatConfig(loaded.config, loaded.references));
    return ExitStatus.done;
  },
};
