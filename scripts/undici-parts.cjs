/*
 * What podtail uses of undici, in place of all of it: that loads fetch, WebSocket, EventSource, mocks and caches, which takes a
 * third of podtail's start and 10 MB. In bundles alone (see `fewer-modules.js`).
 */
const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');
const api = require('undici/lib/api/index.js');
const Client = require('undici/lib/dispatcher/client.js');
const Pool = require('undici/lib/dispatcher/pool.js');
const buildConnector = require('undici/lib/core/connect.js');

// As undici's own index does.
Object.assign(Dispatcher.prototype, api);

module.exports = {
  Client,
  Pool,
  buildConnector,
  get Agent() {
    return require('undici/lib/dispatcher/agent.js');
  },
  get ProxyAgent() {
    return require('undici/lib/dispatcher/proxy-agent.js');
  },
};
