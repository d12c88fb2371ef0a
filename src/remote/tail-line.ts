import { prettySource } from '../encode/pretty/pretty-source.js';
import { terminalText } from '../encode/pretty/terminal-text.js';

/** A line of a live tail: a record in schema `flat`, or how many records are missing there. */
interface TailLine {
  readonly dropped?: number;
  readonly namespace?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly path?: string;
  readonly stream?: string;
  readonly time?: string;
  readonly message?: string;
}

/** A line of a live tail as it is shown to people. */
export type ShownLine =
  | { readonly kind: 'record'; readonly text: string }
  | { readonly kind: 'dropped'; readonly count: number };

/**
 * Shows a line as `namespace/pod container | message`, with `!` in place of `|` for standard error; controls in it are shown
 * and not obeyed. Undefined for an empty line, which says only that podtail is still there.
 */
export function showTailLine(line: string, color: boolean): ShownLine | undefined {
  if (line === '') return undefined;
  const { dropped, namespace, pod, container, path = '-', stream, message } = JSON.parse(line) as TailLine;
  if (message === undefined && dropped !== undefined) return { kind: 'dropped', count: dropped };
  const metadata = {
    ...(namespace === undefined ? {} : { namespace }),
    ...(pod === undefined ? {} : { pod }),
    ...(container === undefined ? {} : { container }),
  };
  const source = prettySource({ path, metadata, writtenByRuntime: true });
  const paint = (text: string, code: number): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const bar = stream === 'stderr' ? paint('!', 31) : paint('|', 2);
  const name = [paint(source.pod, source.color), source.container].filter((part) => part !== '').join(' ');
  return { kind: 'record', text: `${name} ${bar} ${terminalText(message ?? '', color, '  ')}` };
}
