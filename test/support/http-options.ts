import type { HttpOptions } from '../../src/sinks/http/http-options.js';

/** How a test talks to a server on loopback. */
export const HTTP_OPTIONS: HttpOptions = {
  lanes: 4,
  tls: { insecureSkipVerify: false },
  proxy: 'none',
  headers: {},
  timeouts: { connect: 5000, headers: 5000, body: 5000 },
  compression: 'none',
};
