import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRepository } from '../examples/example-podtail.js';

const configuration = readRepository('docs/configuration.md');
const keys = new Set([...configuration.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1]!));

/** Values of keys, which are no keys. */
const KINDS: ReadonlySet<string> = new Set();

test('every key on the migration page is in the configuration reference', () => {
  const rows = [...readRepository('docs/migrating.md').matchAll(/^\| .+? \| (.*?) \| (.*?)\|$/gm)];
  assert.ok(rows.length > 80);
  for (const [, here] of rows) {
    for (const [, key] of here!.matchAll(/`([^`]+)`/g)) {
      const isElsewhere = /^(--|podtail |\/)/.test(key!) || KINDS.has(key!);
      assert.ok(isElsewhere || keys.has(key!), `there is no key ${key}`);
    }
  }
});

/** What each agent has, so that each has a row, also where podtail has nothing for it. */
const THEIRS: Readonly<Record<string, readonly string[]>> = {
  'Fluent Bit': [
    ...[
      'aws',
      'checklist',
      'ecs',
      'expect',
      'geoip2',
      'grep',
      'kubernetes',
      'log_to_metrics',
      'lua',
      'modify',
      'multiline',
      'nest',
    ],
    ...[
      'nightfall',
      'parser',
      'record_modifier',
      'rewrite_tag',
      'stdout',
      'sysinfo',
      'tensorflow',
      'throttle',
      'type_converter',
      'wasm',
    ],
    ...[
      'azure',
      'azure_blob',
      'azure_kusto',
      'bigquery',
      'chronicle',
      'cloudwatch_logs',
      'datadog',
      'es',
      'file',
      'flowcounter',
      'forward',
    ],
    ...[
      'gelf',
      'http',
      'influxdb',
      'kafka',
      'kafka-rest',
      'kinesis_firehose',
      'kinesis_streams',
      'logdna',
      'loki',
      'nats',
      'nrlogs',
    ],
    ...[
      'null',
      'opensearch',
      'opentelemetry',
      'oracle_log_analytics',
      'pgsql',
      'prometheus_exporter',
      'prometheus_remote_write',
    ],
    ...['s3', 'skywalking', 'slack', 'splunk', 'stackdriver', 'syslog', 'tcp', 'treasure_data', 'websocket'],
  ],
  Promtail: [
    ...[
      'cri',
      'decolorize',
      'docker',
      'drop',
      'eventlogmessage',
      'geoip',
      'json',
      'labelallow',
      'labeldrop',
      'labels',
      'limit',
      'logfmt',
    ],
    ...[
      'luhn',
      'match',
      'metrics',
      'multiline',
      'output',
      'pack',
      'pattern',
      'regex',
      'replace',
      'sampling',
      'static_labels',
    ],
    ...['structured_metadata', 'template', 'tenant', 'timestamp'],
  ],
  Vector: [
    ...['kubernetes_logs', 'file', 'docker_logs', 'internal_metrics', 'internal_logs', 'journald', 'syslog'],
    ...[
      'remap',
      'filter',
      'route',
      'exclusive_route',
      'dedupe',
      'throttle',
      'sample',
      'reduce',
      'lua',
      'log_to_metric',
    ],
    ...['metric_to_log', 'aggregate', 'tag_cardinality_limit', 'aws_ec2_metadata', 'window', 'incremental_to_absolute'],
    ...['loki', 'elasticsearch', 'http', 'opentelemetry', 'console', 'blackhole', 'splunk_hec_logs', 'datadog_logs'],
    ...[
      'new_relic',
      'clickhouse',
      'kafka',
      'aws_s3',
      'aws_cloudwatch_logs',
      'aws_kinesis_streams',
      'gcp_cloud_storage',
    ],
    ...['gcp_stackdriver_logs', 'azure_blob', 'azure_monitor_logs', 'socket', 'vector', 'papertrail', 'honeycomb'],
    ...['humio_logs', 'axiom', 'redis', 'nats', 'pulsar', 'amqp', 'mqtt', 'postgres', 'websocket', 'databend'],
    ...['greptimedb_logs', 'sematext_logs', 'appsignal', 'influxdb_logs', 'chronicle', 'prometheus_exporter', 'statsd'],
  ],
  Filebeat: [
    ...[
      'add_cloud_metadata',
      'add_docker_metadata',
      'add_fields',
      'add_formatted_index',
      'add_host_metadata',
      'add_id',
      'add_kubernetes_metadata',
    ],
    ...[
      'add_labels',
      'add_network_direction',
      'add_observer_metadata',
      'add_process_metadata',
      'add_tags',
      'append',
      'cache',
      'community_id',
    ],
    ...[
      'convert',
      'copy_fields',
      'decode_base64_field',
      'decode_cef',
      'decode_csv_fields',
      'decode_duration',
      'decode_json_fields',
    ],
    ...[
      'decode_xml',
      'decode_xml_wineventlog',
      'decompress_gzip_field',
      'detect_mime_type',
      'dissect',
      'dns',
      'drop_event',
      'drop_fields',
    ],
    ...[
      'extract_array',
      'fingerprint',
      'include_fields',
      'lowercase',
      'move_fields',
      'now',
      'parse_aws_vpc_flow_log',
      'rate_limit',
    ],
    ...[
      'registered_domain',
      'rename',
      'replace',
      'script',
      'syslog',
      'timestamp',
      'translate_ldap_attribute',
      'translate_sid',
    ],
    ...[
      'truncate_fields',
      'uppercase',
      'urldecode',
      'output.console',
      'output.discard',
      'output.elasticsearch',
      'output.file',
    ],
    ...['output.kafka', 'output.logstash', 'output.redis'],
  ],
};

for (const [agent, names] of Object.entries(THEIRS)) {
  test(`the migration page has a row for everything that ${agent} does with records and sinks`, () => {
    const [, section = ''] = readRepository('docs/migrating.md').split(`## From ${agent}\n`);
    const rows = section
      .split('\n## ')[0]!
      .split('\n')
      .filter((line) => line.startsWith('|'));
    const firsts = rows.map((row) => row.split(' | ')[0]!).join(' ');
    const missing = names.filter((name) => !new RegExp(`(^|[^\\w])${name.replace('.', '\\.')}($|[^\\w])`).test(firsts));
    assert.deepEqual(missing, []);
  });
}
