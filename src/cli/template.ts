import type { Config } from '../config/config.js';
import type { OptionValues } from '../config/load.js';
import { type Command, ExitStatus } from './command.js';
import { configurationOptions, sinkOptions } from './options.js';
import { complain, print } from './output.js';
import { loadSettings } from './settings.js';

type ElasticsearchConfig = Extract<Config['sinks'][number], { readonly type: 'elasticsearch' }>;

/** Prints or installs the index template of each sink that is Elasticsearch or OpenSearch. */
export const templateCommand: Command = {
  name: 'template',
  description: 'Print the index template for Elasticsearch or OpenSearch, or install it',
  options: [...sinkOptions, { name: 'install', takes: 'nothing' }],
  alsoTakes: configurationOptions,
  examples: [
    ['podtail template --sink elasticsearch --url http://es:9200 --install', 'Prepare a cluster for podtail'],
    ['podtail template -c podtail.yaml', "Print the templates of the file's sinks"],
  ],
  async run(values: OptionValues) {
    const loaded = await loadSettings(values, complain);
    if (loaded === undefined) return ExitStatus.usage;
    const sinks = loaded.config.sinks.filter((sink) => sink.type === 'elasticsearch');
    if (sinks.length === 0) {
      complain(
        'no sink is Elasticsearch or OpenSearch: give --sink elasticsearch and --url, or a configuration that has one',
      );
      return ExitStatus.usage;
    }
    let status: ExitStatus = ExitStatus.done;
    for (const sink of sinks) if (!(await handle(sink, values.install === true))) status = ExitStatus.failed;
    return status;
  },
};

/** Whether it went well. */
async function handle(sink: ElasticsearchConfig, install: boolean): Promise<boolean> {
  const { parseTextTemplate } = await import('../format/text-template.js');
  const { createIndexTemplate } = await import('../sinks/elasticsearch/index-template.js');
  const template = createIndexTemplate(parseTextTemplate(sink.index), sink.dataStream);
  if (!install) {
    print(`${JSON.stringify(template, null, 2)}\n`);
    return true;
  }
  const { installTemplate } = await import('../sinks/elasticsearch/install-template.js');
  const name = `podtail-${sink.name}`;
  const problem = await installTemplate(sink, name, template);
  if (problem === undefined) print(`installed the index template ${name} for ${template.index_patterns.join(', ')}\n`);
  else complain(`the index template ${name} is not installed: ${problem}`);
  return problem === undefined;
}
