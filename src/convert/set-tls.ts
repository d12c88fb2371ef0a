import type { Values } from './conversion.js';

/** Gives a sink those settings of TLS that are there; none where none is. */
export function setTls(sink: Values, tls: Readonly<Record<string, unknown>>): void {
  const given = Object.entries(tls).filter(([, value]) => value !== undefined);
  if (given.length > 0) sink.tls = Object.fromEntries(given);
}
