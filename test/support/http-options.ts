import type { HttpOptions } from '../../src/sinks/http/http-options.js';

/** The least that a sink has to be told of how to talk to its server. */
export const HTTP_OPTIONS: HttpOptions = {
  lanes: 4,
  proxy: 'none',
  headers: {},
  tls: { insecureSkipVerify: false },
  compression: 'none',
  timeouts: { connect: 5000, headers: 5000, body: 5000 },
};

/** A signal that never aborts. */
export const NEVER: AbortSignal = new AbortController().signal;
