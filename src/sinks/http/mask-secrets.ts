const MASK = '***';
/** Shorter words are no secrets, and stand in many texts. */
const SHORTEST_SECRET = 6;

/** A text of a server without the header values that podtail sent it. */
export function maskSecrets(text: Buffer, headerValues: readonly (string | undefined)[]): Buffer {
  // The scheme, as in `Basic …`, is none.
  const secrets = headerValues.map((value) => value?.replace(/^(Basic|Bearer|ApiKey) /, ''));
  const found = secrets.filter(
    (secret) => secret !== undefined && secret.length >= SHORTEST_SECRET && text.includes(secret),
  );
  if (found.length === 0) return text;
  return Buffer.from(found.reduce<string>((masked, secret) => masked.replaceAll(secret!, MASK), text.toString('utf8')));
}
