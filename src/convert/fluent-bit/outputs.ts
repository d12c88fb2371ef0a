import type { ConversionInProgress, Values } from '../conversion.js';
import { lostRest } from '../lost-rest.js';
import { askForPods, showAllPodLabels } from '../pod-labels.js';
import { setTls } from '../set-tls.js';
import type { Section } from '../source-section.js';
import { fieldPath, fieldPlaceholder } from './field-names.js';
import { listOf } from './list-of.js';
import { type ConvertOutput, SERVICE_OUTPUTS, urlOf } from './service-outputs.js';
import type { Tags } from './tags.js';

/** Converts an output into a sink. */
export function convertOutput(output: Section, tags: Tags, conversion: ConversionInProgress): void {
  const { config, lost } = conversion;
  const name = (output.text('name') ?? '').toLowerCase();
  const pattern = output.text('match') ?? output.text('match_regex');
  const matched = tags.match(pattern, !output.has('match') && output.has('match_regex'));
  if (matched === 'none') {
    output.ignore(...output.rest().map(({ key }) => key));
    conversion.note(output.line, `the output ${name} applies only to ${pattern}, whose input could not be converted`);
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
    lost(output.line, `the output is for ${pattern}: use match for its namespaces, pods and containers`, sink);
  else if (matched !== 'all') {
    sink.match = matched.match;
    if (matched.match.labels !== undefined) askForPods('${labels.}', output.line, conversion);
  }
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
    for (const key of ['json_date_key', 'json_date_format']) {
      const text = output.text(key);
      if (text !== undefined) lost(output.lineOf(key), `${key} ${text}: schema determines the form of the time`, sink);
    }
    output.ignore('allow_duplicated_headers', 'log_response_payload');
    const headers = headersOf(output);
    return {
      type: 'http',
      url: urlOf(output, 80, output.text('uri') ?? '/'),
      ...(format === 'json' && { body: 'array' }),
      ...(headers && { headers }),
    };
  },
  ...SERVICE_OUTPUTS,
  opentelemetry(output, sink, { lost }) {
    const headers = headersOf(output);
    if (output.flag('grpc') === true)
      lost(output.lineOf('grpc'), 'OTLP over gRPC: podtail supports it over HTTP, on port 4318', sink);
    output.ignore('metrics_uri', 'traces_uri', 'grpc', 'http2', 'log_response_payload');
    return { type: 'otlp', url: urlOf(output, 80, output.text('logs_uri') ?? '/v1/logs'), ...(headers && { headers }) };
  },
};

function convertElasticsearch(output: Section, sink: Values, { lost }: ConversionInProgress): Values {
  const isDated = output.flag('logstash_format') === true;
  const prefix = output.text('logstash_prefix') ?? 'logstash';
  const form = output.text('logstash_dateformat') ?? '%Y.%m.%d';
  const separator = output.text('logstash_prefix_separator') ?? '-';
  const date = form.replace('%Y', 'yyyy').replace('%m', 'MM').replace('%d', 'dd').replace('%H', 'HH');
  const written = output.text('index') ?? 'fluent-bit';
  const index = isDated ? `${prefix}${separator}\${date:${date}}` : written;
  if (date.includes('%')) lost(output.lineOf('logstash_dateformat'), `the date ${form}`, sink);
  if (output.has('logstash_prefix_key')) {
    lost(
      output.lineOf('logstash_prefix_key'),
      `an index by ${output.text('logstash_prefix_key')}: index takes \${namespace}, \${pod} and so on`,
      sink,
    );
  }
  output.ignore(
    ...['generate_id', 'id_key', 'suppress_type_name', 'type', 'replace_dots', 'trace_error', 'trace_output'],
    ...['buffer_size', 'time_key_format', 'time_key_nanos', 'current_time_index', 'tag_key'],
    ...['aws_region', 'aws_service_name', 'compress_level'],
  );
  if (output.flag('aws_auth') === true)
    lost(
      output.lineOf('aws_auth'),
      "requests signed for AWS: podtail cannot; use a proxy that signs, or the domain's users",
      sink,
    );
  output.ignore('aws_auth');
  const operation = output.text('write_operation');
  if (operation !== undefined && !/^(create|index)$/i.test(operation))
    lost(output.lineOf('write_operation'), `write_operation ${operation}: podtail only adds records`, sink);
  const timeKey = output.text('time_key');
  if (timeKey !== undefined && timeKey !== '@timestamp')
    lost(output.lineOf('time_key'), `the time as ${timeKey}: the schema fluent-bit has @timestamp`, sink);
  if (output.flag('include_tag_key') === true)
    lost(output.lineOf('include_tag_key'), 'the tag as a field: podtail has none', sink);
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

function convertLoki(output: Section, sink: Values, conversion: ConversionInProgress): Values {
  const { lost, note } = conversion;
  const labels: Record<string, string> = {};
  const add = (key: string, name: string, value: string, isField: boolean): void => {
    const made = isField ? fieldPlaceholder(value) : value;
    if (made === undefined)
      lost(output.lineOf(key), `the label ${name} comes from ${value}, for which podtail has no placeholder`, sink);
    else labels[name.replaceAll(/\W/g, '_')] = made;
    askForPods(made, output.lineOf(key), conversion);
  };
  for (const text of output.texts('labels') ?? ['job=fluent-bit']) {
    const [name = '', ...rest] = text.split('=');
    const value = rest.join('=').trim();
    // A field without a label name gives its own name to the label.
    if (rest.length === 0) add('labels', fieldPath(name).split('.').at(-1)!, name, true);
    else add('labels', name.trim(), value, value.startsWith('$'));
  }
  for (const key of output.texts('label_keys') ?? []) add('label_keys', fieldPath(key).split('.').at(-1)!, key, true);
  if (output.flag('auto_kubernetes_labels') === true) {
    showAllPodLabels(conversion);
    lost(
      output.lineOf('auto_kubernetes_labels'),
      'labels of pods as Loki labels: they are structured metadata here',
      sink,
    );
  }
  if (output.has('label_map_path'))
    lost(output.lineOf('label_map_path'), 'labels from a map in another file: add them to labels of the sink', sink);
  if (output.has('remove_keys'))
    lost(output.lineOf('remove_keys'), `remove_keys ${output.text('remove_keys')}: podtail cannot remove fields`, sink);
  if (output.text('line_format') !== undefined)
    note(output.lineOf('line_format'), 'the line is the message; all else is structured metadata', sink);
  for (const key of ['drop_single_key', 'structured_metadata', 'structured_metadata_map_keys']) {
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
  const made = key === undefined ? tenant : fieldPlaceholder(key);
  askForPods(made, output.line, conversion);
  if (key !== undefined && made === undefined)
    lost(output.lineOf('tenant_id_key'), `the tenant comes from ${key}`, sink);
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

function headersOf(output: Section): Readonly<Record<string, string>> | undefined {
  const headers = listOf(output, 'header').map(({ text }) => {
    const [, name = '', value = ''] = /^(\S+?):?\s+(.*)$/.exec(text) ?? [];
    return [name, value] as const;
  });
  return headers.length === 0 ? undefined : Object.fromEntries(headers);
}

/** Converts the settings that all outputs share. */
function convertNetwork(output: Section, sink: Values, { lost, note }: ConversionInProgress): void {
  for (const key of ['tls.ca_path', 'tls.key_passwd']) {
    const text = output.text(key);
    if (text !== undefined)
      lost(output.lineOf(key), `${key}: tls has one file for the authorities, and keys without a password`, sink);
  }
  if (output.flag('tls.verify_hostname') === false)
    note(output.lineOf('tls.verify_hostname'), 'podtail verifies the name, unless tls.insecureSkipVerify is set', sink);
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
    note(output.lineOf('retry_limit'), 'podtail retries forever, unless retry.giveUpAfter is set', sink);
  }
  const connect = output.number('net.connect_timeout');
  if (connect !== undefined) sink.timeouts = { connect: `${connect}s` };
  output.ignore(
    ...['tls.debug', 'tls.min_version', 'tls.max_version', 'log_level'],
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
