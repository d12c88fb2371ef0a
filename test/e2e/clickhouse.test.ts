import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readRepository, variablesOf } from '../examples/example-podtail.js';
import { freePorts } from '../support/free-ports.js';
import { createNode } from '../support/node.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { findProgram } from './find-program.js';
import { startServer } from './servers/server-process.js';

const RECIPE = 'examples/backends/clickhouse.yaml';
/** As the recipe's, in the types of the version that Debian has (18.16), which knows no DateTime64. */
const TABLE =
  'CREATE TABLE logs (time DateTime, namespace String, pod String, uid String, container String, restart UInt32, container_id String, stream String, message String) ENGINE = MergeTree PARTITION BY toDate(time) ORDER BY (namespace, pod, time)';

test('a real ClickHouse stores what podtail sends as JSONEachRow', async (t) => {
  if (!findProgram('clickhouse-server')) {
    if (process.env.PODTAIL_REQUIRE_SERVERS === '1') throw new Error('no clickhouse-server on PATH: install it');
    return t.skip('no clickhouse-server on PATH');
  }
  const password = variablesOf(readRepository(RECIPE)).CLICKHOUSE_PASSWORD!;
  const { url, query } = await startClickHouse(t, password);
  await query(TABLE);
  const root = temporaryFolder(t);
  const node = createNode(root);
  const container = node.pod({ namespace: 'shop', pod: 'web-1' }).container('app', { runtime: 'cri' });
  container.start();
  container.lines(500);
  container.line('quotes " and \\ and \u0001 and ü');

  const target = /url: http:\/\/[^/]+(\S+)/.exec(readRepository(RECIPE))![1]!;
  const args = ['-c', RECIPE, '--once', '--include', join(node.pods, '*/*/*.log'), '--state-dir', join(root, 'state')];
  const podtail = startPodtail([...args, '--url', `${url}${target}`], {
    test: t,
    env: { CLICKHOUSE_PASSWORD: password },
  });
  assert.equal((await podtail.exit()).code, 0, podtail.log.join('\n'));
  assert.equal(await query('SELECT count() FROM logs'), '501\n');
  assert.equal(
    await query("SELECT message FROM logs WHERE message LIKE 'quotes%' FORMAT TSVRaw"),
    'quotes " and \\ and \u0001 and ü\n',
  );
  assert.equal(await query('SELECT DISTINCT namespace, pod, container FROM logs'), 'shop\tweb-1\tapp\n');
});

interface ClickHouse {
  readonly url: string;
  /** The answer, as text; rejects where ClickHouse refuses the query. */
  query(sql: string): Promise<string>;
}

async function startClickHouse(t: TestContext, password: string): Promise<ClickHouse> {
  const folder = temporaryFolder(t);
  const [http, tcp] = await freePorts(2);
  mkdirSync(join(folder, 'data'));
  const user = (name: string, secret: string): string =>
    `<${name}><password>${secret}</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></${name}>`;
  writeFileSync(
    join(folder, 'users.xml'),
    `<yandex><profiles><default/></profiles><quotas><default/></quotas><users>${user('default', '')}${user('podtail', password)}</users></yandex>`,
  );
  writeFileSync(
    join(folder, 'config.xml'),
    `<yandex><logger><level>warning</level><console>1</console></logger><listen_host>127.0.0.1</listen_host>
<http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><path>${folder}/data/</path><tmp_path>${folder}/data/tmp/</tmp_path>
<mark_cache_size>5368709</mark_cache_size><users_config>users.xml</users_config>
<default_profile>default</default_profile><default_database>default</default_database></yandex>`,
  );
  const server = startServer('ClickHouse', ['clickhouse-server', `--config-file=${join(folder, 'config.xml')}`]);
  t.after(() => server.end());
  const url = `http://127.0.0.1:${http}`;
  const query = async (sql: string): Promise<string> => {
    const answer = await fetch(url, { method: 'POST', body: sql });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return text;
  };
  const isUp = (): Promise<boolean> =>
    fetch(`${url}/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) await delay(50);
  return { url, query };
}
