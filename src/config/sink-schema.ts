import * as z from 'zod';
import { isObject } from '../record/is-object.js';
import { commonFields, deliveryFields, immediateFields } from './delivery-fields.js';
import { choice, oneOf, section, size, text, yesOrNo } from './fields.js';
import { compression, networkFields, serverUrl } from './network-fields.js';
import { RECORD_FIELDS, SOURCE_FIELDS, template } from './template-field.js';

/** The kinds of sinks, in the order of the help. */
const SINK_TYPES = ['stdout', 'http', 'loki', 'elasticsearch', 'otlp', 'null'] as const;
/** Field names of a record. */
export const RECORD_SCHEMAS = ['flat', 'fluent-bit', 'ecs', 'otel'] as const;

/** Loki's own default for `max_label_names_per_series`: https://grafana.com/docs/loki/latest/configure/#limits_config */
const MOST_LOKI_LABELS = 15;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** VictoriaLogs' path for JSON lines. */
const JSON_LINES_ONLY = /\/insert\/jsonline\/?(\?|$)/;
const METHOD = /^[A-Z]+$/;

const stdout = section({ type: z.literal('stdout'), ...commonFields('stdout'), ...immediateFields });

/** YAML reads an unquoted `null` as nothing, which counts, too. */
const nullType = z.codec(z.literal(['null', null]), z.literal('null'), {
  decode: () => 'null' as const,
  encode: (type) => type,
});
const nothing = section({ type: nullType, ...commonFields('null'), ...immediateFields });

const http = section({
  type: z.literal('http'),
  ...commonFields('http'),
  url: serverUrl.describe('URL for requests'),
  method: text.regex(METHOD, { error: 'an HTTP method in capitals' }).prefault('POST').describe('HTTP method'),
  body: choice('ndjson', 'array', 'splunk', 'kafka-rest')
    .prefault('ndjson')
    .describe('One JSON record per line, one JSON array, Splunk HEC events, or records for the Kafka REST proxy'),
  answer: choice('not-html', 'json', 'any')
    .prefault('not-html')
    .describe('Which 2xx answers count as delivered. By default, an HTML page, such as a login page, does not'),
  schema: recordSchema(),
  compression: compression('none'),
  ...networkFields,
  ...deliveryFields,
}).refine(({ url, body }) => body === 'ndjson' || !JSON_LINES_ONLY.test(url), {
  path: ['body'],
  when: ({ issues }) => issues.length === 0,
  error: "ndjson: VictoriaLogs' jsonline answers 200 to any other body, and stores none of it",
});

const loki = section({
  type: z.literal('loki'),
  ...commonFields('loki'),
  url: serverUrl.describe('URL of Loki. Default path: /loki/api/v1/push'),
  encoding: choice('protobuf', 'json')
    .prefault('protobuf')
    .describe('Encoding of requests. protobuf is always compressed with snappy'),
  labels: z
    .record(z.string().regex(LABEL_NAME), template(RECORD_FIELDS), {
      error: (issue) =>
        issue.code === 'invalid_key' ? 'a label name: letters, digits and _' : 'a mapping of names to text',
    })
    .refine((labels) => Object.keys(labels).length > 0, { error: 'at least one label' })
    .refine((labels) => Object.keys(labels).length <= MOST_LOKI_LABELS, {
      error: `at most ${MOST_LOKI_LABELS} labels, the limit of Loki; all other fields are structured metadata`,
    })
    .prefault({
      namespace: '${namespace}',
      pod: '${pod}',
      container: '${container}',
      stream: '${stream}',
    })
    .describe('Labels of a stream: text with ${namespace}, ${pod}, ${level} and so on. Use few values for each'),
  maxLineBytes: size('1kB', '64MiB')
    .prefault('256KiB')
    .describe('Longest line, as max_line_size of Loki. podtail cuts and marks a longer one'),
  structuredMetadata: yesOrNo().prefault(true).describe('Send fields that are not labels as structured metadata'),
  lateLabel: z
    .union([z.literal(false), z.string().regex(LABEL_NAME)], { error: 'a label name, or false' })
    .prefault('late')
    .describe('Additional label for records that are too old for their stream. false: they become dead letters'),
  tenant: template(SOURCE_FIELDS).exactOptional().describe('Tenant (X-Scope-OrgID): text, or ${namespace}'),
  compression: compression('gzip').describe('Compression of JSON requests, as for http'),
  ...networkFields,
  ...deliveryFields,
});

const elasticsearch = section({
  type: z.literal('elasticsearch'),
  ...commonFields('elasticsearch'),
  url: z
    .codec(z.union([serverUrl, z.array(serverUrl).min(1)], { error: 'a URL or a list of URLs' }), z.array(z.string()), {
      decode: (written) => (typeof written === 'string' ? [written] : written),
      encode: (urls) => (urls.length === 1 ? urls[0]! : urls),
    })
    .describe('URLs of the cluster: one or several. podtail uses one that answers'),
  index: template(SOURCE_FIELDS, true)
    .prefault('logs-podtail-default')
    .describe('Data stream or index: text with ${namespace}, ${date:yyyy.MM.dd} and so on'),
  schema: recordSchema(),
  dataStream: yesOrNo().prefault(true).describe('Set to false if index is not a data stream'),
  compression: compression('gzip'),
  ...networkFields,
  ...deliveryFields,
});

const otlp = section({
  type: z.literal('otlp'),
  ...commonFields('otlp'),
  url: serverUrl.describe('URL of the collector. Default path: /v1/logs'),
  encoding: choice('protobuf', 'json').prefault('protobuf').describe('Encoding of requests'),
  compression: compression('gzip'),
  ...networkFields,
  ...deliveryFields,
});

const sinkSchema = z.discriminatedUnion('type', [stdout, http, loki, elasticsearch, otlp, nothing], {
  error: ({ input }) => (isObject(input) ? oneOf(SINK_TYPES) : 'a sink'),
});

/** The options of a sink that a program gives itself. */
export const ownSinkSchema = section({ ...commonFields('own'), schema: recordSchema(), ...deliveryFields });

function recordSchema() {
  return choice(...RECORD_SCHEMAS)
    .exactOptional()
    .describe('Field names of records for this sink. Default: schema of the configuration');
}

/** The list of sinks, each with a name of its own. */
export const sinksSchema = z
  .array(sinkSchema, { error: 'a list of sinks' })
  .min(1, { error: 'at least one sink' })
  .check((context) => {
    const names = new Set<string>();
    for (const [index, { name }] of context.value.entries()) {
      if (names.has(name)) {
        const message = `a unique name (taken: ${[...names].join(', ')})`;
        context.issues.push({ code: 'custom', input: name, path: [index, 'name'], message });
      }
      names.add(name);
    }
  });
