import type { PodMetadata } from '../record/log-source.js';

/** Columns two spaces apart under their headings. Control characters, which a file's name may hold, are escaped. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((cells) => cells.map(escapeControls));
  const widths = headings.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  return lines
    .map(
      (cells) =>
        `${cells
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** How much of a log's name a table of 100 columns shows. */
export const LOG_WIDTH = 48;

/** `namespace/pod/container`, or the path of a log that is no pod's. */
export function nameOf(path: string, { namespace, pod, container }: PodMetadata): string {
  return namespace === undefined || pod === undefined ? path : `${namespace}/${pod}/${container ?? ''}`;
}

/** The text, or so much of its start and its end as fits, with … between them. */
export function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}

/** The same in at most so many characters: of a pod's name it keeps the start and the end, which distinguish it. */
export function nameWithin(path: string, metadata: PodMetadata, width: number): string {
  const name = nameOf(path, metadata);
  const { pod = '' } = metadata;
  const room = pod.length - (name.length - width);
  if (name.length <= width || name === path || room < LEAST_OF_POD) return shortened(name, width);
  return nameOf(path, { ...metadata, pod: shortened(pod, room) });
}

const LEAST_OF_POD = 12;

/** Where a log's link leads; nothing where it is none, for it would be the same long path. */
export function targetCell(path: string, target: string | undefined): string {
  return target === undefined || target === path ? '-' : target;
}

/** The text with control characters, which a terminal would obey, as `\\x1b`. */
export function escapeControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
