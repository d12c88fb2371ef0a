const PAIR = /[^{},\s=]+="(?:[^"\\]|\\.)*"/g;

/**
 * Whether a stream that Loki names is the one that was sent. Loki may have added labels, such as `service_name`.
 *
 * @param sent as podtail wrote it, in the same form as Loki
 */
export function isSameStream(sent: string, named: string): boolean {
  if (sent === named) return true;
  const names = new Set(named.match(PAIR));
  return (sent.match(PAIR) ?? []).every((pair) => names.has(pair));
}
