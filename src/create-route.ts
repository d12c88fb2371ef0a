import type { Config } from './config/config.js';
import type { Route } from './deliver/delivery.js';
import { createFlatEncoder } from './encode/flat-encoder.js';
import type { StaticFields } from './encode/flat-template.js';
import { fixedIndexName } from './encode/index-name.js';
import { createJsonEncoder } from './encode/json-encoder.js';
import { SCHEMAS } from './encode/record-schemas.js';
import type { Diagnostics } from './record/diagnostics.js';
import type { Encoder, Sink } from './record/sink.js';
import { parseTextTemplate } from './record/text-template.js';

/** A sink of the configuration. */
export type SinkConfig = Config['sinks'][number];

/** Puts a sink together with its encoder. What a kind of sink needs is loaded only where there is one. */
export async function createRoute(sink: SinkConfig, config: Config, diagnostics: Diagnostics): Promise<Route> {
  switch (sink.type) {
    case 'stdout':
      return { sink: await createStdout(diagnostics), encoder: createRecordEncoder(config) };
    case 'null':
      return { sink: await createNull(), encoder: createRecordEncoder(config) };
    case 'http':
      return createHttpRoute(sink, config);
    case 'elasticsearch':
      return createElasticsearchRoute(sink, config);
    case 'loki':
    case 'otlp':
      throw new Error(`the sink ${sink.type} is not built yet`);
  }
}

type SinkOf<Type extends SinkConfig['type']> = Extract<SinkConfig, { readonly type: Type }>;

/** Records as lines of JSON, with the fields that the schema names. */
function createRecordEncoder(config: Config, schema = config.schema ?? 'flat'): Encoder {
  return schema === 'flat'
    ? createFlatEncoder(staticFields(config))
    : createJsonEncoder(SCHEMAS[schema], staticFields(config));
}

async function createHttpRoute(sink: SinkOf<'http'>, config: Config): Promise<Route> {
  const { createHttpSink } = await import('./sinks/http-sink.js');
  return { sink: createHttpSink(sink), encoder: createRecordEncoder(config, sink.schema) };
}

async function createElasticsearchRoute(sink: SinkOf<'elasticsearch'>, config: Config): Promise<Route> {
  const { createElasticsearchSink } = await import('./sinks/elasticsearch/elasticsearch-sink.js');
  const { createBulkEncoder } = await import('./encode/bulk-encoder.js');
  const index = parseTextTemplate(sink.index);
  const schema = SCHEMAS[sink.schema ?? config.schema ?? 'ecs'];
  return {
    sink: createElasticsearchSink({ ...sink, fixedIndex: fixedIndexName(index) }),
    encoder: createBulkEncoder({ fields: staticFields(config), index, schema }),
  };
}

function staticFields({ labels, node }: Config): StaticFields {
  return node === undefined ? { labels } : { node, labels };
}

async function createStdout(diagnostics: Diagnostics): Promise<Sink> {
  const { createStdoutSink } = await import('./sinks/stdout-sink.js');
  return createStdoutSink(diagnostics);
}

async function createNull(): Promise<Sink> {
  const { createNullSink } = await import('./sinks/null-sink.js');
  return createNullSink();
}
