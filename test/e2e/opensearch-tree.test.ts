import { test } from 'node:test';
import { startPodtail } from '../support/podtail-process.js';
import { type OpenSearch, startOpenSearch } from './opensearch/open-search.js';
import { openSearchBuild } from './opensearch/open-search-build.js';
import { whyNoServer } from './servers/server-build.js';
import { assertStoredWhole, type StoredRecord } from './servers/stored-whole.js';
import { createTreeRoom, SMALL_REQUESTS } from './servers/tree-room.js';
import { nanosecondsOf } from './servers/written-tree.js';
import { skipWithout } from './skip-without.js';

const DATA_STREAM = 'logs-podtail-default';

interface Hit {
  readonly _source: { readonly message: string; readonly kubernetes: { readonly pod: { readonly name: string } } };
  /** What the index has of the time, which is more than the text that was sent. */
  readonly fields: { readonly '@timestamp': readonly [string] };
}

/** More documents than a tree has, and as many as one query gives. */
const MOST_DOCUMENTS = 10_000;

async function storedIn(server: OpenSearch): Promise<StoredRecord[]> {
  await server.count(DATA_STREAM);
  const { body } = await server.call<{ hits: { hits: Hit[] } }>('POST', `/${DATA_STREAM}/_search`, {
    size: MOST_DOCUMENTS,
    docvalue_fields: [{ field: '@timestamp', format: 'strict_date_optional_time_nanos' }],
  });
  return body.hits.hits.map(({ _source, fields }) => {
    const pod = _source.kubernetes.pod.name;
    return { pod, time: nanosecondsOf(fields['@timestamp'][0]), line: _source.message };
  });
}

test('a real OpenSearch and a generated tree', async (t) => {
  if (skipWithout(t, whyNoServer(openSearchBuild))) return;
  const server = await startOpenSearch();
  t.after(() => server.stop());
  const template = startPodtail(['template', '--install', '--sink', 'elasticsearch', '--url', server.url], { test: t });
  await template.exit();

  await t.test('each line is stored once and with all nanoseconds', async (t) => {
    const room = await createTreeRoom(t, server, (url) => ({ sinks: [{ type: 'elasticsearch', url }] }));
    await room.ship();
    assertStoredWhole(await storedIn(server), room.tree.records, 'none');
    await server.call('DELETE', `/_data_stream/${DATA_STREAM}`);
  });

  await t.test(
    'each line is stored once although podtail is killed, requests are lost, and the server is halted',
    async (t) => {
      const room = await createTreeRoom(t, server, (url) => ({
        sinks: [{ type: 'elasticsearch', url, ...SMALL_REQUESTS }],
      }));
      await room.shipThroughFaults();
      assertStoredWhole(await storedIn(server), room.tree.records, 'none');
    },
  );
});
