#!/usr/bin/env bash
# OpenSearch's JavaScript client sends a _bulk request four times if its answer is late, so each line is stored four times.
#
# Guess:   A POST that timed out may have been carried out. A client does not send it again by itself, as the client of Elasticsearch, from which this one was made, does not.
# So:      The client tries a request that timed out three times more, whatever its method (maxRetries is 3). A _bulk request of lines without _id that takes longer than requestTimeout (30 s), as it
#          does while a cluster is busy, is stored by each try, and the tries are the next load of the busy cluster. At the end the client still reports a time-out.
#          The client of Elasticsearch sends it once. `maxRetries: 0`, or an _id for each line, avoids it.
# Version: @opensearch-project/opensearch 3.9.0, @elastic/elasticsearch 9.4.3 (npm), Node.js 20.20.2
# Source:  lib/Transport.js of @opensearch-project/opensearch (TimeoutError); https://docs.opensearch.org/latest/clients/javascript/ (maxRetries)
# Seen:    a server that stores at once and answers after 4 s, with a requestTimeout of 1 s: opensearch TimeoutError, stored 4 times; elasticsearch TimeoutError, stored once
# Needs:   Node.js 20 or later, and npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund --prefix "$folder" @opensearch-project/opensearch@3.9.0 @elastic/elasticsearch@9.4.3
cat > try.mjs << 'JS'
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { Client as Elasticsearch } from '@elastic/elasticsearch';
import { Client as OpenSearch } from '@opensearch-project/opensearch';

const lines = [{ index: { _index: 'log' } }, { message: 'order stored' }];

/** Sends one _bulk request to a server that is slow, and tells how it ended and how often the server stored its line. */
async function attempt(send) {
  let stored = 0;
  const server = http.createServer(async (request, response) => {
    for await (const chunk of request) stored += chunk.toString().split('order stored').length - 1;
    setTimeout(() => response.setHeader('content-type', 'application/json').end('{"took":4000,"errors":false,"items":[]}'), 4000);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const options = { node: `http://127.0.0.1:${server.address().port}`, requestTimeout: 1000 };
  const end = await send(options).then(() => 'ok', (error) => error.name);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  server.closeAllConnections();
  server.close();
  return `${end}, stored ${stored}`;
}

const openSearch = await attempt((options) => new OpenSearch(options).bulk({ body: lines }));
const elasticsearch = await attempt((options) => new Elasticsearch(options).bulk({ operations: lines }));
console.log('opensearch:', openSearch);
console.log('elasticsearch:', elasticsearch);
assert.equal(openSearch, 'TimeoutError, stored 4');
assert.equal(elasticsearch, 'TimeoutError, stored 1');
JS
node try.mjs
