import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { type ReceivedRequest, startFakeHttpServer } from '../support/fake-http-server.js';
import { readPush } from '../support/fake-loki.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readRepository, runPodtail, variablesOf } from './example-podtail.js';

/** What a backend's documentation says of its requests and answers. */
interface Backend {
  /** Where its documentation says so. */
  readonly documentation: string;
  readonly method?: 'POST';
  /** Path and query. */
  readonly path: string;
  /** Headers that each request must have. */
  readonly headers: Readonly<Record<string, string>>;
  /** The messages in a request; throws where the body is not what the backend takes. */
  messages(request: ReceivedRequest): unknown[];
  /** What it says when it has stored the records. */
  answer(records: number): {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const text = ({ body }: ReceivedRequest): string => body.toString();
const linesOf = (request: ReceivedRequest): Record<string, unknown>[] =>
  text(request)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const messagesOf = (records: readonly Record<string, unknown>[]): unknown[] => records.map(({ message }) => message);
const array = (request: ReceivedRequest): Record<string, unknown>[] => {
  const records = JSON.parse(text(request)) as unknown;
  assert.ok(Array.isArray(records));
  return records as Record<string, unknown>[];
};
/** Messages are the only texts of this test in a request of OTLP. */
const otlp = (request: ReceivedRequest): unknown[] => {
  assert.equal(request.headers['content-type'], 'application/x-protobuf');
  return [...request.body.toString('latin1').matchAll(/line \d of the log/g)].map(([line]) => line);
};
const OTLP_ANSWER = { status: 200, headers: { 'content-type': 'application/x-protobuf' }, body: '' };

const BACKENDS: Readonly<Record<string, Backend>> = {
  'grafana-cloud': {
    documentation: 'https://grafana.com/docs/grafana-cloud/send-data/logs/',
    path: '/loki/api/v1/push',
    headers: { authorization: basic('123456', 'value-of-grafana_cloud_token') },
    messages: (request) => readPush(request).map(({ line }) => line),
    answer: () => ({ status: 204 }),
  },
  openobserve: {
    documentation: 'https://openobserve.ai/docs/ingestion/logs/otlp/',
    path: '/api/default/v1/logs',
    headers: { authorization: basic('podtail@example.com', 'value-of-openobserve_password'), 'stream-name': 'pods' },
    messages: otlp,
    answer: () => OTLP_ANSWER,
  },
  quickwit: {
    documentation: 'https://quickwit.io/docs/log-management/otel-service',
    path: '/api/v1/otlp/v1/logs',
    headers: { 'qw-otel-logs-index': 'otel-logs-v0_9' },
    messages: otlp,
    answer: () => OTLP_ANSWER,
  },
  parseable: {
    documentation: 'https://www.parseable.com/docs/api-reference/ingest',
    path: '/api/v1/ingest',
    headers: { 'x-p-stream': 'pods', ...JSON_TYPE, authorization: basic('podtail', 'value-of-parseable_password') },
    messages: (request) => messagesOf(array(request)),
    answer: () => ({ status: 200 }),
  },
  signoz: {
    documentation: 'https://signoz.io/docs/ingestion/signoz-cloud/overview/',
    path: '/v1/logs',
    headers: { 'signoz-ingestion-key': 'value-of-signoz_ingestion_key' },
    messages: otlp,
    answer: () => OTLP_ANSWER,
  },
  clickhouse: {
    documentation: 'https://clickhouse.com/docs/interfaces/http',
    path: '/?query=INSERT%20INTO%20logs%20FORMAT%20JSONEachRow&date_time_input_format=best_effort&input_format_skip_unknown_fields=1',
    headers: { 'x-clickhouse-user': 'podtail', 'x-clickhouse-key': 'value-of-clickhouse_password' },
    messages: (request) => messagesOf(linesOf(request)),
    answer: () => ({ status: 200, headers: { 'content-type': 'text/plain; charset=UTF-8' } }),
  },
  splunk: {
    documentation: 'https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector',
    path: '/services/collector/event',
    headers: { authorization: 'Splunk value-of-splunk_hec_token', ...JSON_TYPE },
    messages: (request) =>
      linesOf(request).map(({ event, time, ...others }) => {
        assert.deepEqual(others, {});
        const record = event as { time: string; message: string };
        assert.equal(Math.floor(time as number), Math.floor(Date.parse(record.time) / 1000));
        return record.message;
      }),
    answer: () => ({ status: 200, headers: JSON_TYPE, body: '{"text":"Success","code":0}' }),
  },
  datadog: {
    documentation: 'https://docs.datadoghq.com/api/latest/logs/#send-logs',
    path: '/api/v2/logs?ddsource=kubernetes',
    headers: { 'dd-api-key': 'value-of-dd_api_key', ...JSON_TYPE },
    messages: (request) => {
      const records = array(request);
      assert.ok(records.length <= 1000 && records.every((record) => typeof record['@timestamp'] === 'string'));
      return messagesOf(records);
    },
    answer: () => ({ status: 202, headers: JSON_TYPE, body: '{}' }),
  },
  'new-relic': {
    documentation: 'https://docs.newrelic.com/docs/logs/log-api/introduction-log-api/',
    path: '/log/v1',
    headers: { 'api-key': 'value-of-new_relic_license_key', ...JSON_TYPE },
    messages: (request) => {
      const records = array(request);
      assert.ok(
        records.every(({ timestamp, time }) => !Number.isNaN(Date.parse(timestamp as string)) && time === undefined),
      );
      return messagesOf(records);
    },
    answer: () => ({ status: 202, headers: JSON_TYPE, body: '{"requestId":"0c4e9f4c-0001"}' }),
  },
  'kafka-rest': {
    documentation: 'https://docs.confluent.io/platform/current/kafka-rest/api.html',
    path: '/topics/logs',
    headers: { 'content-type': 'application/vnd.kafka.json.v2+json', accept: 'application/vnd.kafka.v2+json' },
    messages: (request) => {
      const { records } = JSON.parse(text(request)) as { records: { value: Record<string, unknown> }[] };
      return messagesOf(records.map(({ value }) => value));
    },
    answer: (records) => ({
      status: 200,
      headers: { 'content-type': 'application/vnd.kafka.v2+json' },
      body: JSON.stringify({
        key_schema_id: null,
        value_schema_id: null,
        offsets: Array.from({ length: records }, (_, offset) => ({
          partition: 0,
          offset,
          error_code: null,
          error: null,
        })),
      }),
    }),
  },
};

test('each recipe has a backend in this test, and a section in docs/backends.md', () => {
  const recipes = readdirSync(join(repositoryRoot, 'examples/backends')).map((name) => name.replace('.yaml', ''));
  assert.deepEqual(recipes.sort(), Object.keys(BACKENDS).sort());
  const page = readRepository('docs/backends.md');
  for (const name of recipes) assert.ok(page.includes(`(../examples/backends/${name}.yaml)`), name);
});

for (const [name, { path, headers, messages, answer }] of Object.entries(BACKENDS)) {
  const file = `examples/backends/${name}.yaml`;
  const recipe = readRepository(file);

  test(`${file} sends to ${name} what its documentation requires, and accepts its answer as delivered`, async (t) => {
    const environment = variablesOf(recipe);
    const checked = runPodtail(['check', '-c', file], environment);
    assert.deepEqual([checked.status, checked.stderr], [0, '']);
    const server = await startFakeHttpServer(t, { answer: (request) => answer(messages(request).length) });
    const root = temporaryFolder(t);
    const node = createNode(root);
    const container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('nginx', { runtime: 'cri' });
    container.start();
    const lines = ['line 1 of the log', 'line 2 of the log', 'line 3 of the log'];
    for (const line of lines) container.line(line);
    const { sinks } = parse(recipe) as { sinks: readonly [{ url: string }] };
    const target = new URL(sinks[0].url);
    const args = ['--once', '--include', join(node.pods, '*/*/*.log'), '--state-dir', join(root, 'state')];
    const url = `${server.url}${target.pathname === '/' && target.search === '' ? '' : target.pathname + target.search}`;
    const podtail = startPodtail(['-c', file, ...args, '--url', url], { test: t, env: environment });
    assert.equal((await podtail.exit()).code, 0, podtail.log.join('\n'));
    assert.deepEqual(server.requests.flatMap(messages), lines);
    for (const request of server.requests) {
      assert.deepEqual([request.method, request.path], ['POST', path]);
      for (const [header, value] of Object.entries(headers)) assert.equal(request.headers[header], value, header);
    }
  });
}
