import { readOwnFile } from '../format/own-file.js';

let version: string | undefined;

/** podtail's version, from its package, which is read once. */
export function ownVersion(): string {
  version ??= readVersion();
  return version;
}

function readVersion(): string {
  return (JSON.parse(readOwnFile('#package.json').toString()) as { version: string }).version;
}
