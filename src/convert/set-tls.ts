import type { Values } from './conversion.js';

/** Sets the defined TLS settings of a sink, if there are any. */
export function setTls(sink: Values, tls: Readonly<Record<string, unknown>>): void {
  const given = Object.entries(tls).filter(([, value]) => value !== undefined);
  if (given.length > 0) sink.tls = Object.fromEntries(given);
}
