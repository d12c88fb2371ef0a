const NAME = /^[a-z0-9-]$/i;

/**
 * podtail's patterns for a regular expression that must match a whole name: alternatives of letters, digits, `.`, `.*`
 * and `.+`. Undefined for any other expression.
 */
export function namePatterns(expression: string): readonly string[] | undefined {
  const bare = withoutGroup(expression.replace(/^\^/, '').replace(/\$$/, ''));
  const patterns = bare.split('|').map((alternative) => namePattern(withoutGroup(alternative)));
  return patterns.every((pattern) => pattern !== undefined) ? patterns : undefined;
}

/** The same for an expression that may match a part of a name, as in Fluent Bit's grep and most programs. */
export function partPatterns(expression: string): readonly string[] | undefined {
  const bare = withoutGroup(expression.replace(/^\^/, '').replace(/\$$/, ''));
  const [start, end] = [expression.startsWith('^'), /(^|[^\\])\$$/.test(expression)];
  // An anchor applies to one alternative only, unless a group encloses all of them.
  if (bare.includes('|') && (start || end) && !/^\^?\(.*\)\$?$/.test(expression)) return undefined;
  return namePatterns(bare)?.map((pattern) =>
    `${start ? '' : '*'}${pattern}${end ? '' : '*'}`.replaceAll(/\*{2,}/g, '*'),
  );
}

function withoutGroup(expression: string): string {
  const inner = /^\((?:\?:)?([^()]*)\)$/.exec(expression);
  return inner === null ? expression : inner[1]!;
}

function namePattern(expression: string): string | undefined {
  let pattern = '';
  for (let at = 0; at < expression.length; at++) {
    const two = expression.slice(at, at + 2);
    if (two === '.*' || two === '.+') {
      pattern += two === '.*' ? '*' : '?*';
      at++;
    } else if (/^\\[.\-_]$/.test(two)) {
      pattern += two[1];
      at++;
    } else if (NAME.test(expression[at]!) || expression[at] === '_') {
      pattern += expression[at];
    } else {
      return undefined;
    }
  }
  return pattern === '' ? undefined : pattern;
}
