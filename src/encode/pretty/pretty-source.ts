import type { LogSource } from '../../record/log-source.js';
import { terminalText } from './terminal-text.js';

/** The name before the messages of a log, and its colour. */
export interface PrettySource {
  readonly pod: string;
  readonly container: string;
  /** The colour of all containers of a pod, as an SGR foreground number. */
  readonly color: number;
}

/** Foreground colours that are readable on dark and on light backgrounds. Red is for standard error. */
const COLORS = [36, 32, 33, 35, 34, 96, 92, 93, 95, 94];

/** The name of a log: `namespace/pod` and its container, or otherwise its path. */
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
