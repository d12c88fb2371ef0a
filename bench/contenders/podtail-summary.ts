/** The part that is read of the line that podtail logs at its end. */
interface Summary {
  /** Decoded. */
  readonly records: number;
  /** Acknowledged by the sink. */
  readonly delivered: number;
}

/**
 * Throws unless podtail's own log, structured JSON on standard error, ends with a summary of that many records, all of
 * them delivered. It is all that there is to see of a null sink, and what a server acknowledged.
 */
export function verifySummary(lines: number, stderr: string): void {
  const summary = stderr
    .split('\n')
    .map(parseSummary)
    .findLast((found) => found !== undefined);
  if (summary?.records === lines && summary.delivered === lines) return;
  const said = summary === undefined ? 'said nothing of its records' : JSON.stringify(summary);
  throw new Error(`podtail had ${lines} lines to deliver and ${said}:\n${stderr.slice(-4_000)}`);
}

function parseSummary(line: string): Summary | undefined {
  if (!line.startsWith('{')) return undefined;
  const { records, delivered }: Partial<Summary> = JSON.parse(line);
  return records === undefined || delivered === undefined ? undefined : { records, delivered };
}
