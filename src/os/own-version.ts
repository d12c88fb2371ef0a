import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** podtail's version, from its package. */
export function ownVersion(): string {
  const text = readFileSync(fileURLToPath(import.meta.resolve('#package.json')), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
