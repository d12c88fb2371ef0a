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

/** Where a log's link leads; nothing where it is none, for it would be the same long path. */
export function targetCell(path: string, target: string | undefined): string {
  return target === undefined || target === path ? '-' : target;
}

function escapeControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
