/**
 * Takes apart the braces of a glob that reach over folders: `/logs/{pods/a,containers}/*.log` stands for two globs.
 * Braces within one name are left to the matcher.
 */
export function expandBraces(glob: string): string[] {
  const open = findBraces(glob);
  if (open === undefined) return [glob];
  const { start, end, alternatives } = open;
  return alternatives.flatMap((each) => expandBraces(glob.slice(0, start) + each + glob.slice(end)));
}

interface Braces {
  /** Index of the opening brace. */
  readonly start: number;
  /** Index just past the closing brace. */
  readonly end: number;
  readonly alternatives: readonly string[];
}

/** The first outermost braces with alternatives and a slash inside. */
function findBraces(glob: string): Braces | undefined {
  const commas: number[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at];
    if (character === '\\') {
      at++;
    } else if (character === '{') {
      if (depth++ === 0) {
        start = at;
        commas.length = 0;
      }
    } else if (character === ',' && depth === 1) {
      commas.push(at);
    } else if (character === '}' && depth > 0 && --depth === 0) {
      if (commas.length > 0 && glob.slice(start, at).includes('/')) {
        return { start, end: at + 1, alternatives: cut(glob, [start, ...commas, at]) };
      }
    }
  }
  return undefined;
}

/** What is between the characters at those indexes. */
function cut(glob: string, marks: readonly number[]): string[] {
  return marks.slice(1).map((mark, index) => glob.slice(marks[index]! + 1, mark));
}
