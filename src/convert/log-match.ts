/** podtail's `match`: patterns of names, and of labels. */
export type LogMatch = Readonly<Record<string, unknown>>;

/** The conjunction of two matches. Undefined if one name would need two lists of patterns. */
export function combined(one: LogMatch | undefined, other: LogMatch): LogMatch | undefined {
  const made: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = made[key];
    if (before === undefined) made[key] = value;
    else if (!Array.isArray(before) || !Array.isArray(value)) return undefined;
    else {
      const isWanted = (list: readonly string[]): boolean => list.some((pattern) => !pattern.startsWith('!'));
      if (isWanted(before as string[]) && isWanted(value as string[])) return undefined;
      made[key] = [...(before as string[]), ...(value as string[])];
    }
  }
  return made;
}

/** The negation of a match by one name or one label. Undefined for others. */
export function negated(match: LogMatch): LogMatch | undefined {
  const [[key, value] = [], ...others] = Object.entries(match);
  if (key === undefined || others.length > 0) return undefined;
  if (key === 'labels') {
    const inner = negated(value as LogMatch);
    return inner && { labels: inner };
  }
  const patterns = value as readonly string[];
  const isPlain = patterns.every((pattern) => !pattern.startsWith('!'));
  if (isPlain) return { [key]: patterns.map((pattern) => `!${pattern}`) };
  return patterns.every((pattern) => pattern.startsWith('!'))
    ? { [key]: patterns.map((pattern) => pattern.slice(1)) }
    : undefined;
}
