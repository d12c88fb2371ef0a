import type { LogSource } from '../../record/log-source.js';
import { terminalText } from './terminal-text.js';

/** What precedes the messages of a log: its name, and which colour that has. */
export interface PrettySource {
  readonly pod: string;
  readonly container: string;
  /** The number of a colour that all containers of a pod have: SGR, foreground. */
  readonly color: number;
}

/** Foreground colours that can be read on dark and on light ground; red is for standard error. */
const COLORS = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];

/** Names a log as `namespace/pod` and its container, or else by its path. */
export function prettySource({ metadata, path }: LogSource): PrettySource {
  const { namespace, pod, container = '' } = metadata;
  const name = pod === undefined ? path : namespace === undefined ? pod : `${namespace}/${pod}`;
  const shown = terminalText(name, false, '');
  return { pod: shown, container: terminalText(container, false, ''), color: colorOf(shown) };
}

function colorOf(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index++) hash = (Math.imul(hash, 31) + name.charCodeAt(index)) >>> 0;
  return COLORS[hash % COLORS.length]!;
}
