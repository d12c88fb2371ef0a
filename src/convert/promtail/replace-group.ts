/** An expression for podtail, and its replacement. */
export interface GroupReplacement {
  readonly match: string;
  readonly replace: string;
}

/**
 * Converts Promtail's stage `replace`, which replaces each group, for podtail's `redact`, which replaces the whole
 * match. Handles expressions with at most one group. Undefined for more groups, and for computed texts.
 */
export function groupReplacement(expression: string, text: string): GroupReplacement | undefined {
  if (text.includes('{{')) return undefined;
  const literal = text.replaceAll('$', '$$$$');
  const group = onlyGroup(expression);
  if (group === 'several') return undefined;
  if (group === 'none') return { match: expression, replace: literal };
  const [before, inside, after] = [expression.slice(0, group.start), group.inside, expression.slice(group.end)];
  if (before === '' && after === '') return { match: inside, replace: literal };
  const start = before === '' ? '' : `(${before})`;
  const [end, second] = after === '' ? ['', ''] : [`(${after})`, before === '' ? '$1' : '$2'];
  return { match: `${start}(?:${inside})${end}`, replace: `${before === '' ? '' : '$1'}${literal}${second}` };
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly inside: string;
}

/** The only capturing group, if it is not inside another group. */
function onlyGroup(expression: string): Group | 'none' | 'several' {
  const open: { at: number; captures: boolean }[] = [];
  let found: Group | 'none' | 'several' = 'none';
  let inClass = false;
  for (let at = 0; at < expression.length; at++) {
    const character = expression[at];
    if (character === '\\') at++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') {
      const head = /^\((?:\?P?<\w+>|(\?))?/.exec(expression.slice(at))!;
      open.push({ at, captures: head[1] === undefined });
    } else if (character === ')') {
      const { at: start, captures } = open.pop() ?? { at: 0, captures: false };
      if (!captures) continue;
      if (open.length > 0 || found !== 'none') found = 'several';
      else found = { start, end: at + 1, inside: expression.slice(start + 1, at).replace(/^\?P?<\w+>/, '') };
    }
  }
  return found;
}
