import type { ConversionInProgress, Values } from '../conversion.js';
import { durationText, milliseconds } from '../duration.js';
import { lostRest } from '../lost-rest.js';
import { setTls } from '../set-tls.js';
import type { Section } from '../source-section.js';

/** Converts the output into a sink. Filebeat has one output. */
export function convertOutputs(outputs: Section | undefined, conversion: ConversionInProgress): void {
  if (outputs === undefined) return;
  const { config, lost } = conversion;
  for (const name of ['logstash', 'kafka', 'redis', 'file', 'discard'] as const) {
    const output = outputs.section(name);
    if (output === undefined || output.flag('enabled') === false) {
      output?.ignore(...output.rest().map(({ key }) => key));
      continue;
    }
    output.ignore(...output.rest().map(({ key }) => key));
    if (name === 'discard') config.sinks.push({ type: 'null' });
    else lost(outputs.lineOf(name), `the output ${name}${LOST_OUTPUTS[name]}`);
  }
  const console = outputs.section('console');
  if (console?.flag('enabled') === false) console.ignore(...console.rest().map(({ key }) => key));
  else if (console !== undefined) {
    console.ignore('pretty', 'codec', 'enabled', 'bulk_max_size');
    config.sinks.push({ type: 'stdout' });
  }
  const elasticsearch = outputs.section('elasticsearch');
  if (elasticsearch !== undefined && elasticsearch.flag('enabled') !== false)
    convertElasticsearch(elasticsearch, conversion);
}

const LOST_OUTPUTS = {
  logstash: ': podtail has no Lumberjack protocol. Logstash also takes http',
  kafka: ': podtail has no Kafka sink. Write one with defineSink',
  redis: ': podtail has no Redis sink. Write one with defineSink',
  file: ': podtail writes to standard output',
} as const;

function convertElasticsearch(output: Section, conversion: ConversionInProgress): void {
  const { config, lost, note } = conversion;
  const sink: Values = { type: 'elasticsearch', url: urlsOf(output) };
  const index = output.text('index');
  if (index === undefined) {
    sink.index = 'logs-filebeat-default';
    note(
      output.line,
      'the data stream filebeat-VERSION is logs-filebeat-default here: podtail template installs a template for it',
      sink,
    );
  } else {
    const made = indexOf(index);
    sink.index = made ?? 'logs-filebeat-default';
    if (made === undefined)
      lost(output.lineOf('index'), `the index ${index}: podtail's placeholders are names of the pod and dates`, sink);
    if (made?.includes('${date:') === true) sink.dataStream = false;
  }
  for (const key of ['indices', 'pipelines']) {
    if (!output.has(key)) continue;
    lost(
      output.lineOf(key),
      `${key} by conditions: a sink for each, with a match by namespace, pod, container, labels, stream and level`,
      sink,
    );
  }
  if (output.has('pipeline'))
    lost(
      output.lineOf('pipeline'),
      `the ingest pipeline ${output.text('pipeline')}: make it the index's default_pipeline`,
      sink,
    );
  const [user, password] = [output.text('username'), output.text('password')];
  const key = output.text('api_key');
  if (user !== undefined) sink.auth = { basic: { user, password: password ?? '' } };
  // Elasticsearch expects both parts encoded in base64. Filebeat encodes them itself.
  const isPlain = /^[^$:]+:[^$:]+$/.test(key ?? '');
  if (key !== undefined) sink.auth = { apiKey: { key: isPlain ? Buffer.from(key).toString('base64') : key } };
  if (key !== undefined && !isPlain)
    note(
      output.lineOf('api_key'),
      'podtail takes the key as Elasticsearch shows it, encoded: base64 of id:api_key',
      sink,
    );
  convertTransport(output, sink, conversion);
  output.ignore(
    'enabled',
    'indices',
    'pipelines',
    'pipeline',
    'allow_older_versions',
    'preset',
    'escape_html',
    'loadbalance',
    'ttl',
    'idle_connection_timeout',
    'queue',
    'path',
    'protocol',
  );
  config.sinks.push(sink);
  lostRest(output, conversion, sink);
}

function urlsOf(output: Section): unknown {
  const [protocol, path] = [output.text('protocol') ?? 'http', output.text('path') ?? ''];
  const urls = (output.texts('hosts') ?? ['localhost:9200']).map((host) => {
    // A variable may hold the whole address.
    const isVariable = /^\$\{[^}]*\}$/.test(host);
    const url = host.includes('://') || isVariable ? host : `${protocol}://${host}`;
    const hasPort = isVariable || /:(\d+|\$\{[^}]*\})(\/|$)/.test(url.replace(/^\w+:\/\//, ''));
    return `${hasPort ? url : url.replace(/^(\w+:\/\/[^/]+)/, '$1:9200')}${path === '' ? '' : `/${path.replace(/^\//, '')}`}`;
  });
  return urls.length === 1 ? urls[0] : urls;
}

/** podtail's template for the index of Filebeat. Undefined if it uses other fields. */
function indexOf(index: string): string | undefined {
  const made = index
    .replaceAll(/%\{\[agent\.version\]\}|%\{\[beat\.version\]\}/g, 'podtail')
    .replaceAll('%{[kubernetes.namespace]}', '${namespace}')
    .replaceAll('%{[kubernetes.pod.name]}', '${pod}')
    .replaceAll('%{[kubernetes.container.name]}', '${container}')
    .replaceAll('%{[kubernetes.node.name]}', '${node}')
    .replaceAll(/%\{\+([yMdH._-]+)\}/g, (_, form: string) => `\${date:${form}}`);
  return made.includes('%{') ? undefined : made;
}

/** TLS, batches, retries and the like. */
function convertTransport(output: Section, sink: Values, { note }: ConversionInProgress): void {
  const ssl = output.section('ssl');
  if (ssl !== undefined) {
    const authorities = ssl.texts('certificate_authorities');
    setTls(sink, {
      ca: authorities?.[0],
      cert: ssl.text('certificate'),
      key: ssl.text('key'),
      insecureSkipVerify: ssl.text('verification_mode') === 'none' ? true : undefined,
    });
    if ((authorities?.length ?? 0) > 1)
      note(ssl.lineOf('certificate_authorities'), 'put all authorities into one file', sink);
    if (/^(certificate|strict)$/.test(ssl.text('verification_mode') ?? ''))
      note(ssl.lineOf('verification_mode'), 'podtail verifies the certificate and its name', sink);
    ssl.ignore('enabled', 'supported_protocols', 'cipher_suites', 'curve_types', 'renegotiation');
  }
  const level = output.number('compression_level');
  if (level === 0) sink.compression = 'none';
  else if (level !== undefined) sink.compression = { gzip: level };
  const [workers, records] = [output.number('worker') ?? output.number('workers'), output.number('bulk_max_size')];
  if (workers !== undefined) sink.lanes = Math.max(1, Math.min(64, workers));
  if (records !== undefined && records > 0) sink.batch = { records };
  const backoff = output.section('backoff');
  const [initial, max] = [milliseconds(backoff?.text('init')), milliseconds(backoff?.text('max'))];
  if (initial !== undefined || max !== undefined) {
    sink.retry = {
      ...(initial !== undefined && { initial: durationText(initial) }),
      ...(max !== undefined && { max: durationText(max) }),
    };
  }
  if (output.number('max_retries') !== undefined)
    note(output.lineOf('max_retries'), 'podtail retries forever, unless retry.giveUpAfter is set', sink);
  const timeout = milliseconds(output.text('timeout'));
  if (timeout !== undefined) sink.timeouts = { headers: durationText(timeout) };
  const proxy = output.text('proxy_url');
  if (proxy !== undefined) sink.proxy = proxy;
  if (output.flag('proxy_disable') === true) sink.proxy = 'none';
  const headers = output.mapping('headers');
  if (headers !== undefined) sink.headers = headers;
  output.section('non_indexable_policy')?.ignore('drop', 'dead_letter_index');
}
