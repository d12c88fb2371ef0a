import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('podtail template', () => {
  it('prints a template for each kind of index, with and without a data stream', async (t) => {
    const url = 'http://127.0.0.1:9';
    const env = { PODTAIL_SINK: 'elasticsearch', PODTAIL_URL: url };
    const podtail = startPodtail(['template'], { test: t, env });
    assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
    const template = JSON.parse(podtail.notJson.join('\n'));
    assert.deepEqual(template.index_patterns, ['logs-podtail-default']);
    assert.deepEqual(template.data_stream, {});
    assert.deepEqual(template.template.mappings.properties['@timestamp'], { type: 'date_nanos' });
  });

  it('installs it on the first node that answers, with the credentials of the configuration', async (t) => {
    const failing = await startFakeHttpServer(t, { answer: () => ({ status: 502 }) });
    const server = await startFakeHttpServer(t);
    const config = {
      sinks: [
        {
          type: 'elasticsearch',
          name: 'west',
          url: [failing.url, `${server.url}/base`],
          index: 'Shop-${namespace}-${date:yyyy.MM}',
          dataStream: false,
          auth: { apiKey: { key: '${ES_KEY}' } },
        },
      ],
    };
    const file = join(temporaryFolder(t), 'podtail.yaml');
    writeFileSync(file, JSON.stringify(config));
    const podtail = startPodtail(['template', '--install', '-c', file], { test: t, env: { ES_KEY: 'abc' } });
    assert.deepEqual(await podtail.exit(), { code: 0, signal: null }, podtail.log.join('\n'));
    const [request] = server.requests;
    assert.equal(`${request!.method} ${request!.path}`, 'PUT /base/_index_template/podtail-west');
    assert.equal(request!.headers.authorization, 'ApiKey abc');
    const template = JSON.parse(request!.body.toString());
    assert.deepEqual([template.index_patterns, template.data_stream], [['shop-*-*'], undefined]);
    assert.deepEqual(podtail.notJson, ['installed the index template podtail-west for shop-*-*']);
  });

  it('reports why it failed, with status 1', async (t) => {
    const server = await startFakeHttpServer(t, { answer: () => ({ status: 403, body: '{"error":"no rights"}' }) });
    const args = ['template', '--install', '--sink', 'elasticsearch', '--url', server.url];
    const podtail = startPodtail(args, { test: t });
    assert.deepEqual(await podtail.exit(), { code: 1, signal: null });
    assert.match(
      podtail.log.join('\n'),
      /podtail-elasticsearch is not installed: .* answered 403: .*no rights.*; check/,
    );
  });

  it('requires an Elasticsearch sink, or ends with status 2', async (t) => {
    const podtail = startPodtail(['template'], { test: t });
    assert.deepEqual(await podtail.exit(), { code: 2, signal: null });
    assert.match(podtail.log.join('\n'), /no sink is Elasticsearch or OpenSearch: give --sink elasticsearch and --url/);
  });
});
