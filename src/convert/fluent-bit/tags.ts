import picomatch from 'picomatch';
import { combined, type LogMatch, negated } from '../log-match.js';

/** Finds the inputs of a `Match` of Fluent Bit, and the equal `match` of podtail, if there is one. */
export interface Tags {
  /**
   * Adds an input with that tag. `*` in the tag means the path of the file, and `<pod_name>` and so on mean names.
   *
   * @param match the logs of the input. Not given: all, or logs that podtail cannot tell apart by names
   */
  add(tag: string, match?: LogMatch): void;
  /** Adds the tag of an input that could not be converted. */
  addLost(tag: string): void;
  /** Gives another tag to the logs of a pattern that `match` selects. Returns false if podtail cannot express that. */
  retag(pattern: string | undefined, tag: string, match: LogMatch, keepsFirst: boolean): boolean;
  /** podtail's `match` for a pattern: everything, some names, inexpressible, or only lost inputs. */
  match(pattern: string | undefined, isExpression?: boolean): Matched;
}

type Matched = 'all' | 'unknown' | 'none' | { readonly match: LogMatch };

interface Origin {
  readonly tag: string;
  match: LogMatch | undefined;
  /** Whether the logs also keep their earlier tag. */
  readonly isCopy: boolean;
}

export function createTags(): Tags {
  const origins: Origin[] = [];
  const lostTags: string[] = [];

  const find = (pattern: string, isExpression: boolean): Origin[] =>
    origins.filter(({ tag }) => isMeant(tag, pattern, isExpression));

  return {
    add: (tag, match) => void origins.push({ tag, match, isCopy: false }),
    addLost: (tag) => void lostTags.push(tag),
    retag(pattern = '*', tag, match, keepsFirst) {
      const meant = find(pattern, false);
      const [only, ...others] = meant;
      if (only === undefined || others.length > 0) return false;
      const both = combined(only.match, match);
      const opposite = negated(match);
      const rest = keepsFirst ? only.match : opposite && combined(only.match, opposite);
      if (both === undefined || (!keepsFirst && rest === undefined)) return false;
      only.match = rest;
      origins.push({ tag, match: both, isCopy: keepsFirst });
      return true;
    },
    match(pattern = '*', isExpression = false) {
      const meant = find(pattern, isExpression);
      const isOfLost = lostTags.some((tag) => isMeant(tag, pattern, isExpression));
      if (isOfLost && meant.length === 0) return 'none';
      const first = origins.filter(({ isCopy }) => !isCopy);
      if (first.every((origin) => meant.includes(origin)) && !(first.length > 0 && meant.length === 0)) return 'all';
      const [only, ...others] = meant;
      if (only?.match !== undefined && others.length === 0) return { match: only.match };
      if (meant.length > 0) return 'unknown';
      const names = isExpression ? undefined : (namesInPattern(pattern) ?? namesByPlaceholders(pattern, origins));
      return names === undefined ? 'unknown' : { match: names };
    },
  };
}

function isMeant(tag: string, pattern: string, isExpression: boolean): boolean {
  if (tag === pattern) return true;
  if (!isExpression) return picomatch.isMatch(tag, pattern, { bash: true, dot: true });
  try {
    return new RegExp(pattern).test(tag);
  } catch {
    return false;
  }
}

/** A tag with `*` is followed by the path: kube.var.log.containers.POD_NAMESPACE_CONTAINER-ID.log */
function namesInPattern(pattern: string): LogMatch | undefined {
  const [, pod, namespace, container] =
    /var\.log\.containers\.([^_]*)_([^_]*)_?(.*?)(?:-?\*)?(?:\.log)?$/.exec(pattern) ??
    /^[\w*]*\.\*?([^_]*)_([^_]+)_(.*?)-?\*?$/.exec(pattern) ??
    [];
  if (pod === undefined) return undefined;
  const names = { namespace: namespace!, pod, container: container! };
  const given = Object.entries(names).filter(([, name]) => name !== '' && name !== '*');
  return Object.fromEntries(given.map(([key, name]) => [key, [name]]));
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  '<namespace_name>': 'namespace',
  '<pod_name>': 'pod',
  '<container_name>': 'container',
};

/** A tag may be made of names: kube.<namespace_name>.<pod_name>.<container_name> */
function namesByPlaceholders(pattern: string, origins: readonly Origin[]): LogMatch | undefined {
  const [only, ...others] = origins.filter(({ tag }) => tag.includes('<'));
  if (only === undefined || others.length > 0) return undefined;
  const [parts, asked] = [only.tag.split('.'), pattern.split('.')];
  const names: Record<string, string[]> = {};
  for (const [index, part] of parts.entries()) {
    const text = asked[index];
    if (text === '*' && index === asked.length - 1) return combined(only.match, names);
    if (text === undefined) return undefined;
    const key = PLACEHOLDERS[part];
    if (key === undefined ? text !== '*' && text !== part : !/^[\w*-]+$/.test(text)) return undefined;
    if (key !== undefined && text !== '*') names[key] = [text];
  }
  return asked.length === parts.length ? combined(only.match, names) : undefined;
}
