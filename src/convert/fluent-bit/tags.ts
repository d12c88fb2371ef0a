import picomatch from 'picomatch';

/** Which inputs a `Match` of Fluent Bit takes, so far as that can be said in podtail's words. */
export interface Tags {
  /** An input with that tag; `*` in it stands for its path. */
  add(tag: string, isPods: boolean): void;
  /** podtail's `match` for a pattern: everything, some names, or what podtail cannot say. */
  match(pattern: string | undefined): 'all' | 'unknown' | { readonly match: Record<string, string[]> };
}

export function createTags(): Tags {
  const tags: string[] = [];
  return {
    add: (tag) => void tags.push(tag),
    match(pattern = '*') {
      if (tags.every((tag) => picomatch.isMatch(tag, pattern, { bash: true, dot: true }))) return 'all';
      // A tag with * is followed by the path: kube.var.log.containers.POD_NAMESPACE_CONTAINER-ID.log
      const [, pod, namespace, container] =
        /var\.log\.containers\.([^_]*)_([^_]*)_?(.*?)(?:-?\*)?(?:\.log)?$/.exec(pattern) ??
        /^[\w*]*\.\*?([^_]*)_([^_]+)_(.*?)-?\*?$/.exec(pattern) ??
        [];
      if (pod === undefined) return 'unknown';
      const names = { namespace: namespace!, pod, container: container! };
      const given = Object.entries(names).filter(([, name]) => name !== '' && name !== '*');
      return { match: Object.fromEntries(given.map(([key, name]) => [key, [name]])) };
    },
  };
}
