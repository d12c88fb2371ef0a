/** A table for the terminal, columns as wide as their widest cell; the first `textColumns` are left, figures right. */
export function textTable(rows: readonly (readonly string[])[], textColumns: number): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column < textColumns ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const [head, ...body] = lines;
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [head, rule, ...body].join('\n');
}
