import { type DecodedView, decodedViews } from './decoded-view.js';
import type { SecretKind } from './secret.js';

/** A secret in a text. */
export interface FoundSecret {
  /** Indexes into the text, the end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly kind: SecretKind;
  /** The decoded secret. */
  readonly secret: string;
}

/** Finds all secrets of these kinds in a text and in its decoded views. They are in order and do not overlap. */
export function findSecrets(text: string, kinds: readonly SecretKind[]): FoundSecret[] {
  const all: FoundSecret[] = [];
  const views = decodedViews(text);
  for (const kind of kinds) {
    // The most decoded view comes first, because it shows the secret best.
    for (const view of [...views].reverse()) {
      kind.find(view.text, (start, end) => all.push(inOriginal(view, start, end, kind)));
    }
    kind.find(text, (start, end) => all.push({ start, end, kind, secret: text.slice(start, end) }));
  }
  return all.length > 1 ? joined(all) : all;
}

function inOriginal(view: DecodedView, start: number, end: number, kind: SecretKind): FoundSecret {
  return { start: view.starts[start]!, end: view.ends[end - 1]!, kind, secret: view.text.slice(start, end) };
}

/** Joins overlapping secrets to one of the kind that was found first. */
function joined(found: FoundSecret[]): FoundSecret[] {
  const inOrder = found.sort((one, other) => one.start - other.start);
  const result: FoundSecret[] = [];
  for (const secret of inOrder) {
    const before = result.at(-1);
    if (before === undefined || secret.start >= before.end) result.push(secret);
    else if (secret.end > before.end) result[result.length - 1] = { ...before, end: secret.end };
  }
  return result;
}

/** Replaces the found secrets. */
export function replaceSecrets(
  text: string,
  found: readonly FoundSecret[],
  by: (secret: FoundSecret) => string,
): string {
  let result = '';
  let done = 0;
  for (const secret of found) {
    result += text.slice(done, secret.start) + by(secret);
    done = secret.end;
  }
  return result + text.slice(done);
}
