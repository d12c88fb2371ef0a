import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../support/temporary-folder.js';
import { summarizeElasticsearch } from '../torture/elasticsearch/report.js';
import { tortureElasticsearch } from '../torture/elasticsearch/torture.js';
import { diagnose } from '../torture/report.js';
import { openSearchBuild } from './opensearch/open-search-build.js';
import { whyNoServer } from './servers/server-build.js';
import { skipWithout } from './skip-without.js';

const MINUTES = 20 / 60;

test('a real OpenSearch has each line once although podtail is killed, requests are lost, and the server is halted', async (t) => {
  if (skipWithout(t, whyNoServer(openSearchBuild))) return;
  const root = temporaryFolder(t);
  const seed = Date.now() % 2 ** 32;
  t.diagnostic(`seed ${seed}`);
  const say = (line: string): void => t.diagnostic(line);
  const outcome = await tortureElasticsearch({ root, seed, minutes: MINUTES, without: new Set(), say });
  const summary = summarizeElasticsearch(outcome);
  for (const line of summary) t.diagnostic(line);
  const { findings, documents, lines } = outcome;
  const faults = findings.list.length === 0 ? [] : diagnose(outcome, root);
  assert.equal(findings.list.length, 0, [`seed ${seed}`, ...summary, ...faults].join('\n'));
  assert.equal(documents, lines);
  assert.ok(lines > 0);
});
