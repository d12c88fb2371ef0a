import { closestMatch } from 'leven';

/**
 * Which candidate a mistyped name most likely stands for, if any is near. Case, `-` and `_` make no difference; a short
 * name is near to almost anything, so there the first letter has to be right.
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const typed = simplify(name);
  const simplified = new Map(candidates.map((candidate) => [simplify(candidate), candidate]));
  const eligible = [...simplified.keys()].filter((candidate) => typed.length > 4 || candidate[0] === typed[0]);
  const match = closestMatch(typed, eligible, { maxDistance: typed.length < 9 ? 2 : 3 });
  return match === undefined ? undefined : simplified.get(match);
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}
