import type { ConversionInProgress, Values } from '../conversion.js';
import { lostRest } from '../lost-rest.js';
import { setTls } from '../set-tls.js';
import type { Section } from '../source-section.js';
import { listOf } from './filters.js';
import { type ConvertOutput, SERVICE_OUTPUTS, urlOf } from './service-outputs.js';
import type { Tags } from './tags.js';

/** Makes a sink of an output. */
export function convertOutput(output: Section, tags: Tags, conversion: ConversionInProgress): void {
  const { config, lost } = conversion;
  const name = (output.text('name') ?? '').toLowerCase();
  const pattern = output.text('match') ?? output.text('match_regex');
  const matched = tags.match(pattern);
  if (matched === 'none') {
    output.ignore(...output.rest().map(({ key }) => key));
    conversion.note(output.line, `the output ${name} is for ${pattern} alone, which comes from an input that is lost`);
    return;
  }
  const convert = OUTPUTS[name];
  if (convert === undefined) {
    output.ignore(...output.rest().map(({ key }) => key));
    lost(output.line, `the output ${name}${LOST_OUTPUTS[name] ?? ' has no counterpart in podtail'}`);
    return;
  }
  const sink: Values = {};
  Object.assign(sink, convert(output, sink, conversion));
  const alias = output.text('alias');
  const isTaken = config.sinks.some((other) => (other.name ?? other.type) === (alias ?? sink.type));
  if (alias !== undefined || isTaken) {
    const other = alias?.replaceAll(/[^\w.-]/g, '-') ?? `${String(sink.type)}-${config.sinks.length + 1}`;
    const { type, ...rest } = sink;
    for (const key of Object.keys(sink)) delete sink[key];
    Object.assign(sink, { type, name: other, ...rest });
  }
  if (matched === 'unknown')
    lost(output.line, `the output is for ${pattern}: say for which namespaces, pods and containers with match`, sink);
  else if (matched !== 'all') sink.match = matched.match;
  convertNetwork(output, sink, conversion);
  config.sinks.push(sink);
  lostRest(output, conversion, sink);
}

const LOST_OUTPUTS: Readonly<Record<string, string>> = {
  forward: ': podtail has no Fluentd protocol. Send otlp or http to a collector',
  kafka: ': podtail has no Kafka sink. Write one with defineSink',
  s3: ': podtail has no S3 sink. Write one with defineSink',
  cloudwatch_logs: ': podtail has no sink for CloudWatch. Its collector takes otlp',
  stackdriver: ': podtail has no sink for Cloud Logging. Send otlp to an OpenTelemetry Collector',
  azure: ': podtail has no sink for Azure. Send otlp to an OpenTelemetry Collector',
  syslog: ': podtail has no syslog sink',
  file: ': podtail writes to standard output',
  prometheus_exporter: ' is for metrics. listen serves those of podtail',
};

const OUTPUTS: Readonly<Record<string, ConvertOutput>> = {
  stdout(output) {
    output.ignore('format', 'json_date_key', 'json_date_format');
    return { type: 'stdout' };
  },
  null: () => ({ type: 'null' }),
  es: convertElasticsearch,
  opensearch: convertElasticsearch,
  loki: convertLoki,
  http(output, sink, { lost, note }) {
    const format = output.text('format')?.toLowerCase() ?? 'msgpack';
    if (format === 'msgpack' || format === 'gelf') lost(output.line, `records in ${format}: podtail posts JSON`, sink);
    if (format === 'json_stream') note(output.lineOf('format'), 'one JSON record a line', sink);
    output.ignore('json_date_key', 'json_date_format', 'allow_duplicated_headers', 'log_response_payload');
    const headers = headersOf(output);
    return {
      type: 'http',
      url: urlOf(output, 80, output.text('uri') ?? '/'),
      ...(format === 'json' && { body: 'array' }),
      ...(headers && { headers }),
    };
  },
  ...SERVICE_OUTPUTS,
  opentelemetry(output) {
    const headers = headersOf(output);
    output.ignore('metrics_uri', 'traces_uri', 'grpc', 'http2', 'log_response_payload');
    return { type: 'otlp', url: urlOf(output, 80, output.text('logs_uri') ?? '/v1/logs'), ...(headers && { headers }) };
  },
};

function convertElasticsearch(output: Section, sink: Values, { lost, note }: ConversionInProgress): Values {
  const isDated = output.flag('logstash_format') === true;
  const prefix = output.text('logstash_prefix') ?? 'logstash';
  const form = output.text('logstash_dateformat') ?? '%Y.%m.%d';
  const separator = output.text('logstash_prefix_separator') ?? '-';
  const date = form.replace('%Y', 'yyyy').replace('%m', 'MM').replace('%d', 'dd').replace('%H', 'HH');
  const written = output.text('index') ?? 'fluent-bit';
  const index = isDated ? `${prefix}${separator}\${date:${date}}` : written;
  if (date.includes('%')) lost(output.lineOf('logstash_dateformat'), `the date ${form}`, sink);
  if (output.has('logstash_prefix_key')) {
    note(
      output.lineOf('logstash_prefix_key'),
      `an index by ${output.text('logstash_prefix_key')}: index takes \${namespace}, \${pod} and so on`,
      sink,
    );
  }
  output.ignore(
    ...[
      'generate_id',
      'id_key',
      'write_operation',
      'suppress_type_name',
      'type',
      'replace_dots',
      'trace_error',
      'trace_output',
    ],
    ...[
      'buffer_size',
      'time_key',
      'time_key_format',
      'time_key_nanos',
      'current_time_index',
      'include_tag_key',
      'tag_key',
    ],
    ...['aws_auth', 'aws_region', 'aws_service_name', 'compress_level'],
  );
  const cloud = output.text('cloud_auth');
  const [user, password] = [
    output.text('http_user') ?? cloud?.split(':')[0],
    output.text('http_passwd') ?? cloud?.split(':')[1],
  ];
  if (output.has('cloud_id'))
    lost(output.lineOf('cloud_id'), `cloud_id ${output.text('cloud_id')}: give the url that it stands for`, sink);
  if (output.has('pipeline'))
    lost(
      output.lineOf('pipeline'),
      `the ingest pipeline ${output.text('pipeline')}: make it the index's default_pipeline`,
      sink,
    );
  return {
    type: 'elasticsearch',
    url: urlOf(output, 9200, output.text('path') ?? ''),
    index,
    dataStream: false,
    ...(user !== undefined && { auth: { basic: { user, password: password ?? '' } } }),
  };
}

function convertLoki(output: Section, sink: Values, { lost, note }: ConversionInProgress): Values {
  const labels: Record<string, string> = {};
  for (const text of output.texts('labels') ?? ['job=fluent-bit']) {
    const [name = '', ...rest] = text.split('=');
    const value = rest.join('=').trim();
    const made = value.startsWith('$') ? FIELDS[value.replaceAll(/[$'"[\]]+/g, '.').replaceAll(/^\.|\.$/g, '')] : value;
    if (made === undefined)
      lost(
        output.lineOf('labels'),
        `the label ${name} is made of ${value}, which podtail has no placeholder for`,
        sink,
      );
    else labels[name.trim()] = made;
  }
  for (const key of output.texts('label_keys') ?? []) {
    const made = FIELDS[key.replaceAll(/[$'"[\]]+/g, '.').replaceAll(/^\.|\.$/g, '')];
    if (made === undefined)
      lost(output.lineOf('label_keys'), `the label key ${key}, which podtail has no placeholder for`, sink);
    else labels[/(\w+)\W*$/.exec(key)![1]!] = made;
  }
  if (output.flag('auto_kubernetes_labels') === true) {
    lost(output.lineOf('auto_kubernetes_labels'), 'labels of pods as Loki labels', sink);
  }
  if (output.text('line_format') !== undefined)
    note(output.lineOf('line_format'), 'the line is the message; all else is structured metadata', sink);
  for (const key of [
    'remove_keys',
    'drop_single_key',
    'structured_metadata',
    'structured_metadata_map_keys',
    'label_map_path',
  ]) {
    if (output.has(key))
      note(output.lineOf(key), `${key}: the line is the message; all else is structured metadata`, sink);
  }
  output.ignore(
    'remove_keys',
    'drop_single_key',
    'structured_metadata',
    'structured_metadata_map_keys',
    'label_map_path',
    'buffer_size',
  );
  const tenant = output.text('tenant_id');
  const key = output.text('tenant_id_key');
  const made = key === undefined ? tenant : FIELDS[key.replaceAll(/[$'"[\]]+/g, '.').replaceAll(/^\.|\.$/g, '')];
  if (key !== undefined && made === undefined)
    lost(output.lineOf('tenant_id_key'), `the tenant is made of ${key}`, sink);
  const [user, password] = [output.text('http_user'), output.text('http_passwd')];
  const token = output.text('bearer_token');
  return {
    type: 'loki',
    url: urlOf(output, 3100, output.text('uri') ?? ''),
    labels,
    ...(made !== undefined && { tenant: made }),
    ...(user !== undefined && { auth: { basic: { user, password: password ?? '' } } }),
    ...(token !== undefined && { auth: { bearer: { token } } }),
  };
}

/** What podtail's placeholders say of the fields of the kubernetes filter. */
const FIELDS: Readonly<Record<string, string>> = {
  'kubernetes..namespace_name': '${namespace}',
  'kubernetes.namespace_name': '${namespace}',
  'kubernetes..pod_name': '${pod}',
  'kubernetes.pod_name': '${pod}',
  'kubernetes..container_name': '${container}',
  'kubernetes.container_name': '${container}',
  'kubernetes..host': '${node}',
  'kubernetes.host': '${node}',
  'kubernetes..pod_id': '${uid}',
  'kubernetes.pod_id': '${uid}',
  stream: '${stream}',
};

function headersOf(output: Section): Readonly<Record<string, string>> | undefined {
  const headers = listOf(output, 'header').map(({ text }) => {
    const [, name = '', value = ''] = /^(\S+?):?\s+(.*)$/.exec(text) ?? [];
    return [name, value] as const;
  });
  return headers.length === 0 ? undefined : Object.fromEntries(headers);
}

/** What all outputs share. */
function convertNetwork(output: Section, sink: Values, { note }: ConversionInProgress): void {
  setTls(sink, {
    ca: output.text('tls.ca_file'),
    cert: output.text('tls.crt_file'),
    key: output.text('tls.key_file'),
    serverName: output.text('tls.vhost'),
    insecureSkipVerify: output.flag('tls.verify') === false ? true : undefined,
  });
  if (output.text('compress')?.toLowerCase() === 'gzip' && sink.type !== 'loki') sink.compression = 'gzip';
  const [user, password] = [output.text('http_user'), output.text('http_passwd')];
  if (user !== undefined) sink.auth ??= { basic: { user, password: password ?? '' } };
  const proxy = output.text('proxy');
  if (proxy !== undefined) sink.proxy = proxy;
  const workers = output.number('workers');
  if (workers !== undefined && workers > 0 && !['stdout', 'null'].includes(String(sink.type)))
    sink.lanes = Math.min(64, workers);
  const limit = output.text('retry_limit')?.toLowerCase();
  if (limit !== undefined && !['false', 'no_limits'].includes(limit)) {
    note(output.lineOf('retry_limit'), 'podtail retries without end, unless retry.giveUpAfter is set', sink);
  }
  const connect = output.number('net.connect_timeout');
  if (connect !== undefined) sink.timeouts = { connect: `${connect}s` };
  output.ignore(
    ...[
      'tls.debug',
      'tls.ca_path',
      'tls.verify_hostname',
      'tls.key_passwd',
      'tls.min_version',
      'tls.max_version',
      'log_level',
    ],
    ...[
      'net.keepalive',
      'net.keepalive_idle_timeout',
      'net.keepalive_max_recycle',
      'net.connect_timeout_log_error',
      'net.dns.mode',
    ],
    ...['net.dns.resolver', 'net.max_worker_connections', 'net.io_timeout', 'storage.total_limit_size', 'match_regex'],
  );
}
