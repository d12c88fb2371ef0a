import type { Route } from '../deliver/route.js';
import { createJsonEncoder } from '../encode/json/json-encoder.js';
import type { PrettyOptions } from '../encode/pretty/pretty-encoder.js';
import { SCHEMAS } from '../encode/record-schemas.js';
import { sourceField } from '../encode/source-field.js';
import type { StaticFields } from '../encode/static-fields.js';
import { parseTextTemplate } from '../format/text-template.js';
import { ownVersion } from '../os/own-version.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { Encoder } from '../record/sink.js';
import type { PipelineConfig, SinkConfig } from './pipeline-config.js';
import { obeyedAnnotations } from './pod-annotations.js';

type SinkOf<Type extends SinkConfig['type']> = Extract<SinkConfig, { readonly type: Type }>;

/** A sink with its encoder and partition. */
export type SinkConnection = Omit<Route, 'options'>;

/**
 * Most connections of a sink with several destinations. Destinations that do not answer must not take the connections
 * of the others.
 */
const MOST_CONNECTIONS = 256;

/**
 * Creates a sink with its encoder. Loads the code of a type of sink only if it is used. `pretty` is for standard output
 * only.
 */
export async function createConnection(
  sink: SinkConfig,
  config: PipelineConfig,
  diagnostics: Diagnostics,
  pretty?: PrettyOptions,
): Promise<SinkConnection> {
  switch (sink.type) {
    case 'stdout': {
      const { createStdoutSink } = await import('../sinks/stdout-sink.js');
      const stdout = createStdoutSink(sink.name, diagnostics);
      if (pretty === undefined) return { sink: stdout, encoder: createRecordEncoder(config) };
      const { createPrettyEncoder } = await import('../encode/pretty/pretty-encoder.js');
      return { sink: stdout, encoder: createPrettyEncoder(pretty) };
    }
    case 'null': {
      const { createNullSink } = await import('../sinks/null-sink.js');
      return { sink: createNullSink(sink.name), encoder: createRecordEncoder(config) };
    }
    case 'http': {
      const { createHttpSink } = await import('../sinks/http-sink.js');
      return { sink: createHttpSink(sink), encoder: createRecordEncoder(config, sink.schema) };
    }
    case 'own':
      return { sink: sink.sink, encoder: createRecordEncoder(config, sink.schema) };
    case 'elasticsearch':
      return connectElasticsearch(sink, config);
    case 'loki':
      return connectLoki(sink, config);
    case 'otlp':
      return connectOtlp(sink, config, diagnostics);
  }
}

/** Encodes records as lines of JSON, with the field names of the schema. */
export function createRecordEncoder(config: PipelineConfig, schema = config.schema ?? 'flat'): Encoder {
  return createJsonEncoder(SCHEMAS[schema], staticFields(config));
}

async function connectElasticsearch(sink: SinkOf<'elasticsearch'>, config: PipelineConfig): Promise<SinkConnection> {
  const { createElasticsearchSink } = await import('../sinks/elasticsearch/elasticsearch-sink.js');
  const { createBulkEncoder } = await import('../encode/bulk/bulk-encoder.js');
  const { fixedIndexName, indexNameOf } = await import('../encode/bulk/index-name.js');
  const { indexOfRecord } = await import('../encode/bulk/index-of-record.js');
  const index = parseTextTemplate(sink.index);
  const schema = SCHEMAS[sink.schema ?? config.schema ?? 'ecs'];
  const fields = staticFields(config);
  const fixedIndex = fixedIndexName(index);
  const encoder = createBulkEncoder({ fields, index, schema });
  if (fixedIndex !== undefined) return { sink: createElasticsearchSink({ ...sink, fixedIndex }), encoder };
  return {
    sink: createElasticsearchSink({ ...sink, lanes: MOST_CONNECTIONS, fixedIndex, indexOf: indexOfRecord }),
    encoder,
    destination: (source) => indexNameOf(index, (name) => sourceField(source, fields, name)),
  };
}

async function connectLoki(sink: SinkOf<'loki'>, config: PipelineConfig): Promise<SinkConnection> {
  const { createLokiSink } = await import('../sinks/loki/loki-sink.js');
  const { createLokiEncoder } = await import('../encode/loki/loki-encoder.js');
  const { createLokiPayloads } = await import('../encode/loki/loki-payloads.js');
  const { lokiTenantsBy } = await import('../encode/loki/loki-payload.js');
  const { lokiTenant } = await import('../encode/loki/loki-template.js');
  const { tenant, labels: labelTemplates, structuredMetadata, maxLineBytes } = sink;
  const options = { ...staticFields(config), tenant, labelTemplates, structuredMetadata, maxLineBytes };
  const exampleTenant = lokiTenant({ path: '', metadata: { namespace: 'default' }, writtenByRuntime: true }, options);
  const tenantOf = lokiTenantsBy((source) => lokiTenant(source, options));
  const connection = {
    sink: createLokiSink(
      { ...sink, lanes: MOST_CONNECTIONS },
      { ...createLokiPayloads(sink.lateLabel || undefined), tenantOf, exampleTenant },
    ),
    encoder: createLokiEncoder(options),
  };
  const mayDiffer = tenant !== undefined || obeyedAnnotations(config).has('tenant');
  return !mayDiffer ? connection : { ...connection, partition: (source) => lokiTenant(source, options) ?? '' };
}

async function connectOtlp(
  sink: SinkOf<'otlp'>,
  config: PipelineConfig,
  diagnostics: Diagnostics,
): Promise<SinkConnection> {
  const { createOtlpSink } = await import('../sinks/otlp/otlp-sink.js');
  const { createOtlpEncoder } = await import('../encode/otlp/otlp-encoder.js');
  const { otlpJson } = await import('../encode/otlp/otlp-payload.js');
  return {
    sink: createOtlpSink(sink, otlpJson, diagnostics),
    encoder: createOtlpEncoder({ ...staticFields(config), version: ownVersion() }),
  };
}

function staticFields({ labels, node }: PipelineConfig): StaticFields {
  return node === undefined ? { labels } : { node, labels };
}
