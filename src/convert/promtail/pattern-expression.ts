/** An expression equal to a pattern of Loki, and the names of its groups. */
export interface PatternExpression {
  readonly expression: string;
  readonly names: readonly string[];
}

/**
 * Converts a pattern (`<ip> - <_> "<method>"`) into an expression:
 * https://grafana.com/docs/loki/latest/query/log_queries/#pattern. Each capture ends at the first occurrence of the
 * text after it. Undefined if two captures touch, which Loki refuses.
 */
export function patternExpression(pattern: string): PatternExpression | undefined {
  const names: string[] = [];
  const parts = pattern.split(/(<\w+>)/).filter((part) => part !== '');
  const isCapture = (part: string | undefined): boolean => part !== undefined && /^<\w+>$/.test(part);
  if (parts.some((part, index) => isCapture(part) && isCapture(parts[index + 1]))) return undefined;
  const body = parts.map((part, index) => {
    if (!isCapture(part)) return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const any = index === parts.length - 1 ? '.*' : '.*?';
    const name = part.slice(1, -1);
    if (name === '_') return any;
    names.push(name);
    return `(?P<${name}>${any})`;
  });
  return { expression: `^${body.join('')}${isCapture(parts.at(-1)) ? '$' : ''}`, names };
}
