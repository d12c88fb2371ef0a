import { type Command, ExitStatus } from './command.js';
import { print } from './output.js';

/** Prints the JSON Schema of the configuration file, for editors. */
export const schemaCommand: Command = {
  name: 'schema',
  description: "Print the configuration's JSON Schema",
  options: [],
  examples: [['podtail schema > podtail.schema.json', 'For an editor that supports JSON Schema']],
  async run() {
    const { configJsonSchema } = await import('../config/json-schema.js');
    print(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    return ExitStatus.done;
  },
};
