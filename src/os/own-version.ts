import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

let version: string | undefined;

/** podtail's version, from its package, which is read once. */
export function ownVersion(): string {
  version ??= readVersion();
  return version;
}

function readVersion(): string {
  const text = readFileSync(fileURLToPath(import.meta.resolve('#package.json')), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
