import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCollector } from './collector/collector.js';
import { collectorBuild } from './collector/collector-build.js';
import { whyNoServer } from './servers/server-build.js';
import { skipWithout } from './skip-without.js';

test('a real OpenTelemetry Collector', async (t) => {
  if (skipWithout(t, whyNoServer(collectorBuild))) return;
  const collector = await startCollector();
  t.after(() => collector.stop());

  await t.test('decodes OTLP in JSON, with the kind of every value', async () => {
    const attribute = (key: string, value: object): object => ({ key, value });
    const list = { values: [{ stringValue: 'a' }, { boolValue: true }, { bytesValue: 'AP8=' }, {}] };
    const answer = await post(`${collector.otlp.url}/v1/logs`, {
      resourceLogs: [
        {
          resource: {
            attributes: [
              attribute('k8s.namespace.name', { stringValue: 'shop' }),
              attribute('k8s.container.restart_count', { intValue: '7' }),
            ],
          },
          scopeLogs: [
            {
              scope: { name: 'podtail' },
              logRecords: [
                {
                  timeUnixNano: '1699286892123456789',
                  observedTimeUnixNano: '1699286892123456790',
                  severityNumber: 9,
                  severityText: 'INFO',
                  body: { stringValue: 'first' },
                  attributes: [
                    attribute('ratio', { doubleValue: 0.5 }),
                    attribute('list', { arrayValue: list }),
                    attribute('map', { kvlistValue: { values: [attribute('key', { intValue: '1' })] } }),
                  ],
                },
                { body: { stringValue: 'second' } },
              ],
            },
          ],
        },
      ],
    });
    assert.equal(answer.status, 200);
    const resource = { 'k8s.namespace.name': 'shop', 'k8s.container.restart_count': 7n };
    const common = { resource, scope: 'podtail' };
    assert.deepEqual(collector.otlp.records, [
      {
        ...common,
        time: 1_699_286_892_123_456_789n,
        observedTime: 1_699_286_892_123_456_790n,
        severityNumber: 9,
        severityText: 'INFO',
        body: 'first',
        attributes: { ratio: 0.5, list: ['a', true, Buffer.from([0, 255]), null], map: { key: 1n } },
      },
      { ...common, time: 0n, observedTime: 0n, severityNumber: 0, severityText: '', body: 'second', attributes: {} },
    ]);
  });

  await t.test("decodes Loki's JSON, with structured metadata, in order", async () => {
    const lines = Array.from({ length: 100 }, (_, number) => `line ${number}`);
    const values = lines.map((line) => ['1699286892123456789', line, { uid: '2681cb7f', restart: '7' }]);
    const stream = { namespace: 'shop', container: 'app' };
    const answer = await post(`${collector.loki.url}/loki/api/v1/push`, { streams: [{ stream, values }] });
    assert.equal(answer.status, 204);
    const records = await collector.loki.reach(100);
    assert.deepEqual(
      records.map((record) => record.body),
      lines,
    );
    for (const { time, attributes } of records) {
      assert.equal(time, 1_699_286_892_123_456_789n);
      assert.deepEqual(attributes, { ...stream, uid: '2681cb7f', restart: '7' });
    }
  });

  await t.test('refuses what it cannot decode', async () => {
    const headers = { 'content-type': 'application/x-protobuf' };
    const body = Buffer.from('not protobuf');
    for (const url of [`${collector.otlp.url}/v1/logs`, `${collector.loki.url}/loki/api/v1/push`]) {
      assert.equal((await fetch(url, { method: 'POST', headers, body })).status, 400);
    }
  });
});

function post(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}
