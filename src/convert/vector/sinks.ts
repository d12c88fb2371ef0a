import type { ConversionInProgress, Values } from '../conversion.js';
import { lostRest } from '../lost-rest.js';
import { clickHouseSink, datadogSink, newRelicSink, splunkSink } from '../recipes.js';
import type { Section } from '../source-section.js';
import { templateOf } from './fields.js';
import type { Component } from './graph.js';
import { convertTransport } from './transport.js';

/** Converts a sink of Vector. Undefined if podtail has no counterpart. */
export function convertSink({ name, type, section }: Component, conversion: ConversionInProgress): Values | undefined {
  const convert = SINKS[type];
  if (convert === undefined) {
    section.ignore(...section.rest().map(({ key }) => key));
    conversion.lost(section.line, `the sink ${name} (${type})${LOST[type] ?? ' has no counterpart in podtail'}`);
    return undefined;
  }
  const sink: Values = { type: '', name: name.replaceAll(/[^\w.-]/g, '-') };
  Object.assign(sink, convert(section, sink, conversion));
  convertTransport(section, sink, conversion);
  section.ignore('type', 'inputs');
  lostRest(section, conversion, sink);
  return sink;
}

const COLLECTOR = 'send otlp to an OpenTelemetry Collector, which supports it';
const LOST: Readonly<Record<string, string>> = {
  kafka: ": podtail has no sink for Kafka's own protocol; examples/library/kafka-sink.ts, or body: kafka-rest",
  aws_s3: ': podtail has no S3 sink; examples/library/s3-sink.ts',
  aws_cloudwatch_logs: `: ${COLLECTOR}`,
  aws_kinesis_streams: `: ${COLLECTOR}`,
  gcp_stackdriver_logs: `: ${COLLECTOR}`,
  azure_monitor_logs: `: ${COLLECTOR}`,
  file: ': podtail writes to standard output',
  vector: ": podtail does not support Vector's protocol; send http or otlp to Vector",
  prometheus_exporter: ' is for metrics; listen serves those of podtail',
  prometheus_remote_write: ' is for metrics; listen serves those of podtail',
  datadog_metrics: ' is for metrics; listen serves those of podtail',
};

type ConvertSink = (section: Section, sink: Values, conversion: ConversionInProgress) => Values;

const SINKS: Readonly<Record<string, ConvertSink>> = {
  console(section, sink, conversion) {
    const codec = section.section('encoding')?.text('codec') ?? 'json';
    if (!['json', 'native_json'].includes(codec))
      conversion.lost(section.lineOf('encoding'), `records as ${codec}: podtail prints JSON`, sink);
    if (section.text('target') === 'stderr') conversion.lost(section.lineOf('target'), 'standard error', sink);
    sayFields(section, sink, conversion);
    return { type: 'stdout' };
  },
  blackhole(section) {
    section.ignore('print_interval_secs', 'rate');
    return { type: 'null' };
  },
  loki: convertLoki,
  elasticsearch: convertElasticsearch,
  http(section, sink, conversion) {
    const { lost } = conversion;
    const method = (section.text('method') ?? 'post').toLowerCase();
    if (method !== 'post') lost(section.lineOf('method'), `the method ${method}: podtail posts`, sink);
    const encoding = section.section('encoding');
    const codec = encoding?.text('codec') ?? 'json';
    if (!['json', 'ndjson', 'native_json'].includes(codec))
      lost(section.lineOf('encoding'), `records as ${codec}: podtail posts JSON`, sink);
    const framing = section.section('framing')?.text('method') ?? (codec === 'json' ? 'bytes' : 'newline_delimited');
    for (const key of ['payload_prefix', 'payload_suffix']) {
      const text = section.text(key);
      if (text !== undefined) lost(section.lineOf(key), `${key} ${text}`, sink);
    }
    sayFields(section, sink, conversion);
    return {
      type: 'http',
      url: section.text('uri') ?? '',
      ...(framing !== 'newline_delimited' && codec === 'json' && { body: 'array' }),
    };
  },
  opentelemetry(section, sink, { lost }) {
    const protocol = section.section('protocol');
    const type = protocol?.text('type') ?? 'http';
    if (type !== 'http')
      lost(section.lineOf('protocol'), `OTLP over ${type}: podtail supports it over HTTP, on port 4318`, sink);
    protocol?.ignore('method', 'encoding', 'framing', 'payload_prefix', 'payload_suffix', 'healthcheck');
    const uri = protocol?.text('uri') ?? '';
    const inner = protocol;
    if (inner !== undefined)
      convertTransport(inner, sink, { config: { sinks: [], transforms: [] }, remarks: [], lost, note: lost });
    return { type: 'otlp', url: uri };
  },
  splunk_hec_logs(section, sink, conversion) {
    const { lost, note } = conversion;
    if (section.text('endpoint_target') === 'raw')
      note(section.lineOf('endpoint_target'), 'podtail sends events, with their times', sink);
    for (const key of ['index', 'sourcetype', 'source'] as const) {
      const text = section.text(key);
      if (text !== undefined) lost(section.lineOf(key), `${key} ${text}: make it the default of the token`, sink);
    }
    section.ignore('host_key', 'indexed_fields', 'timestamp_key', 'auto_extract_timestamp');
    section
      .section('acknowledgements')
      ?.ignore('indexer_acknowledgements_enabled', 'query_interval', 'retry_limit', 'max_pending_acks');
    sayFields(section, sink, conversion);
    return splunkSink(section.text('endpoint') ?? '', section.text('default_token') ?? '');
  },
  datadog_logs(section, sink, conversion) {
    const site = section.text('site') ?? 'datadoghq.com';
    const base = section.text('endpoint') ?? `https://http-intake.logs.${site}`;
    section.ignore('conforms_as_agent');
    conversion.note(
      section.line,
      'the fields have the names of the schema ecs; ddtags, service and hostname can be in the url',
      sink,
    );
    section.section('encoding')?.ignore('codec', 'timestamp_format');
    return datadogSink(base, section.text('default_api_key') ?? '', { ddsource: 'kubernetes' }, conversion);
  },
  new_relic(section, sink, conversion) {
    const api = section.text('api') ?? 'logs';
    if (api !== 'logs') conversion.lost(section.lineOf('api'), `the API ${api}: podtail ships only logs`, sink);
    const host =
      (section.text('region') ?? 'us').toLowerCase() === 'eu' ? 'log-api.eu.newrelic.com' : 'log-api.newrelic.com';
    section.ignore('account_id');
    sayFields(section, sink, conversion);
    return newRelicSink(
      section.text('override_uri') ?? `https://${host}/log/v1`,
      section.text('license_key') ?? '',
      section.line,
      conversion,
    );
  },
  clickhouse(section, sink, conversion) {
    const [database, table] = [section.text('database'), section.text('table') ?? ''];
    const name = database === undefined ? table : `${database}.${table}`;
    if (name.includes('{{'))
      conversion.lost(section.lineOf('table'), `the table ${name}: one table for each sink`, sink);
    section.ignore(
      'skip_unknown_fields',
      'date_time_best_effort',
      'insert_random_shard',
      'format',
      'query_settings',
      'batch_encoding',
    );
    conversion.note(section.line, 'the table needs the columns that docs/backends.md has', sink);
    sayFields(section, sink, conversion);
    return clickHouseSink(section.text('endpoint') ?? '', name);
  },
};

/** Reports settings for the fields and their names. */
function sayFields(section: Section, sink: Values, { lost, note }: ConversionInProgress): void {
  const encoding = section.section('encoding');
  for (const key of ['only_fields', 'except_fields']) {
    const fields = encoding?.texts(key);
    if (fields !== undefined)
      lost(encoding!.lineOf(key), `${key} ${fields.join(', ')}: schema determines the fields`, sink);
  }
  encoding?.ignore('codec', 'timestamp_format', 'json', 'metric_tag_values');
  section.section('framing')?.ignore('method', 'character_delimited');
  note(section.line, 'the fields have other names: schema has flat, ecs, otel and fluent-bit', sink);
}

function convertLoki(section: Section, sink: Values, conversion: ConversionInProgress): Values {
  const { lost, note } = conversion;
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(section.mapping('labels') ?? {})) {
    const made = templateOf(value, section.lineOf('labels'), conversion);
    if (name.includes('*')) {
      lost(
        section.lineOf('labels'),
        `the labels ${name}: labels of pods are structured metadata; kubernetes.labels names them`,
        sink,
      );
      conversion.config.kubernetes = { ...(conversion.config.kubernetes as Values | undefined), labels: ['*'] };
    } else if (made === undefined)
      lost(
        section.lineOf('labels'),
        `the label ${name} comes from ${value}, for which podtail has no placeholder`,
        sink,
      );
    else labels[name] = made;
  }
  const metadata = section.mapping('structured_metadata');
  if (metadata !== undefined)
    note(section.lineOf('structured_metadata'), 'all fields of a record are structured metadata', sink);
  const encoding = section.section('encoding');
  const codec = encoding?.text('codec');
  if (codec !== undefined && codec !== 'text' && codec !== 'raw_message')
    note(
      section.lineOf('encoding'),
      `the line is the message, not the event as ${codec}; all else is structured metadata`,
      sink,
    );
  for (const key of ['only_fields', 'except_fields']) {
    const fields = encoding?.texts(key);
    if (fields !== undefined)
      lost(encoding!.lineOf(key), `${key} ${fields.join(', ')}: podtail cannot remove fields`, sink);
  }
  encoding?.ignore('timestamp_format');
  const tenant = section.text('tenant_id');
  const made = tenant === undefined ? undefined : templateOf(tenant, section.lineOf('tenant_id'), conversion);
  if (tenant !== undefined && made === undefined)
    lost(section.lineOf('tenant_id'), `the tenant comes from ${tenant}`, sink);
  const path = section.text('path');
  if (path !== undefined && path !== '/loki/api/v1/push') lost(section.lineOf('path'), `the path ${path}`, sink);
  section.ignore('out_of_order_action', 'remove_label_fields', 'remove_timestamp', 'remove_structured_metadata_fields');
  return {
    type: 'loki',
    url: section.text('endpoint') ?? '',
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(made !== undefined && { tenant: made }),
  };
}

function convertElasticsearch(section: Section, sink: Values, conversion: ConversionInProgress): Values {
  const { lost } = conversion;
  const urls = section.texts('endpoints') ?? section.texts('endpoint') ?? [];
  const isStream = section.text('mode') === 'data_stream';
  const stream = section.section('data_stream');
  const bulk = section.section('bulk');
  const [type, dataset, space] = [stream?.text('type'), stream?.text('dataset'), stream?.text('namespace')];
  const written = isStream
    ? `${type ?? 'logs'}-${dataset ?? 'generic'}-${space ?? 'default'}`
    : (bulk?.text('index') ?? 'vector-%Y.%m.%d');
  const line = bulk?.lineOf('index') ?? stream?.line ?? section.line;
  const index = templateOf(written, line, conversion, true);
  if (index === undefined) lost(line, `the index ${written}, for which podtail has no placeholder`, sink);
  const pipeline = section.text('pipeline');
  if (pipeline !== undefined)
    lost(section.lineOf('pipeline'), `the ingest pipeline ${pipeline}: make it the index's default_pipeline`, sink);
  stream?.ignore('auto_routing', 'sync_fields');
  const action = bulk?.text('action');
  if (action !== undefined && !['create', 'index'].includes(action))
    lost(bulk!.lineOf('action'), `the action ${action}: podtail only adds records`, sink);
  if (section.has('id_key'))
    lost(section.lineOf('id_key'), `ids by ${section.text('id_key')}: podtail gives each record one`, sink);
  bulk?.ignore('action', 'template_fallback_index', 'version', 'version_type');
  section.ignore(
    'api_version',
    'id_key',
    'suppress_type_name',
    'doc_type',
    'distribution',
    'request_retry_partial',
    'metrics',
    'query',
    'aws',
  );
  for (const key of ['query', 'aws']) if (section.has(key)) lost(section.lineOf(key), `${key} of the requests`, sink);
  sayFields(section, sink, conversion);
  return {
    type: 'elasticsearch',
    url: urls.length === 1 ? urls[0] : urls,
    index: index ?? 'logs-vector-default',
    ...(!isStream && index !== undefined && { dataStream: false }),
  };
}
