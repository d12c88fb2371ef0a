import * as z from 'zod';
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
  url: serverUrl.describe('Where requests go'),
  method: text
    .regex(METHOD, { error: 'a method of HTTP, in capitals' })
    .prefault('POST')
    .describe('Method of requests'),
  body: choice('ndjson', 'array').prefault('ndjson').describe('One JSON record a line, or one JSON array'),
  answer: choice('not-html', 'json', 'any')
    .prefault('not-html')
    .describe('What an answer of 2xx must be to count as delivery: a login page of a gateway is none by default'),
  schema: recordSchema(),
  compression: compression('none'),
  ...networkFields,
  ...deliveryFields,
}).refine(({ url, body }) => body !== 'array' || !JSON_LINES_ONLY.test(url), {
  path: ['body'],
  when: ({ issues }) => issues.length === 0,
  error: "ndjson: VictoriaLogs' jsonline answers 200 to an array, and stores nothing of it",
});

const loki = section({
  type: z.literal('loki'),
  ...commonFields('loki'),
  url: serverUrl.describe("Loki's address; without a path, /loki/api/v1/push is meant"),
  encoding: choice('protobuf', 'json').prefault('protobuf').describe('Form of requests; protobuf is always snappy'),
  labels: z
    .record(z.string().regex(LABEL_NAME), template(RECORD_FIELDS), {
      error: (issue) =>
        issue.code === 'invalid_key' ? "a label's name: letters, digits and _" : 'a mapping of names to text',
    })
    .refine((labels) => Object.keys(labels).length > 0, { error: 'at least one label' })
    .refine((labels) => Object.keys(labels).length <= MOST_LOKI_LABELS, {
      error: `at most ${MOST_LOKI_LABELS} labels, which is what Loki takes; all else is structured metadata`,
    })
    .prefault({
      namespace: '${namespace}',
      pod: '${pod}',
      container: '${container}',
      stream: '${stream}',
    })
    .describe('Labels of a stream: text with ${namespace}, ${pod} and so on; few values each'),
  maxLineBytes: size('1kB', '64MiB')
    .prefault('256KiB')
    .describe("Longest line, as Loki's max_line_size; a longer one is cut before it is sent, and marked"),
  structuredMetadata: yesOrNo().prefault(true).describe('Whether what is no label is sent with each record'),
  lateLabel: z
    .union([z.literal(false), z.string().regex(LABEL_NAME)], { error: "a label's name, or false" })
    .prefault('late')
    .describe('Further label of records that Loki refuses as too far behind in their stream; false: dead letters'),
  tenant: template(SOURCE_FIELDS).exactOptional().describe('X-Scope-OrgID, as text or as ${namespace}'),
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
    .describe('Addresses of the cluster: one or several, of which one that answers is used'),
  index: template(SOURCE_FIELDS, true)
    .prefault('logs-podtail-default')
    .describe('Data stream or index: text with ${namespace}, ${date:yyyy.MM.dd} and so on'),
  schema: recordSchema(),
  dataStream: yesOrNo().prefault(true).describe('Whether index is a data stream'),
  compression: compression('gzip'),
  ...networkFields,
  ...deliveryFields,
});

const otlp = section({
  type: z.literal('otlp'),
  ...commonFields('otlp'),
  url: serverUrl.describe('Address of the collector; without a path, /v1/logs is meant'),
  encoding: choice('protobuf', 'json').prefault('protobuf').describe('Form of requests'),
  compression: compression('gzip'),
  ...networkFields,
  ...deliveryFields,
});

const sinkSchema = z.discriminatedUnion('type', [stdout, http, loki, elasticsearch, otlp, nothing], {
  error: ({ input }) => (isMapping(input) ? oneOf(SINK_TYPES) : 'a sink'),
});

/** The options of a sink that a program gives itself. */
export const ownSinkSchema = section({ ...commonFields('own'), schema: recordSchema(), ...deliveryFields });

function recordSchema() {
  return choice(...RECORD_SCHEMAS)
    .exactOptional()
    .describe('Field names of its records; not given: as schema says');
}

/** The list of sinks, each with a name of its own. */
export const sinksSchema = z
  .array(sinkSchema, { error: 'a list of sinks' })
  .min(1, { error: 'at least one sink' })
  .check((context) => {
    const names = new Set<string>();
    for (const [index, { name }] of context.value.entries()) {
      if (names.has(name)) {
        const message = `a name that no other sink has (${[...names].join(', ')})`;
        context.issues.push({ code: 'custom', input: name, path: [index, 'name'], message });
      }
      names.add(name);
    }
  });

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
