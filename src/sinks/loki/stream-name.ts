const PAIR = /[^{},\s=]+="(?:[^"\\]|\\.)*"/g;

/**
 * Whether a stream that Loki names is one that it was sent: it may have given it further labels, as `service_name`.
 *
 * @param sent as podtail wrote it, which is as Loki does
 */
export function isSameStream(sent: string, named: string): boolean {
  if (sent === named) return true;
  const names = new Set(named.match(PAIR));
  return (sent.match(PAIR) ?? []).every((pair) => names.has(pair));
}
