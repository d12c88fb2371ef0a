import picomatch from 'picomatch';

/** Which inputs a `Match` of Fluent Bit takes, so far as that can be said in podtail's words. */
export interface Tags {
  /** An input with that tag; `*` in it stands for its path. */
  add(tag: string, isPods: boolean): void;
  /** The tag of an input that podtail has nothing for. */
  addLost(tag: string): void;
  /** podtail's `match` for a pattern: everything, some names, what podtail cannot say, or nothing but what is lost. */
  match(pattern: string | undefined): 'all' | 'unknown' | 'none' | { readonly match: Record<string, string[]> };
}

export function createTags(): Tags {
  const tags: string[] = [];
  const lostTags: string[] = [];
  const isMeant = (tag: string, pattern: string): boolean => picomatch.isMatch(tag, pattern, { bash: true, dot: true });
  return {
    add: (tag) => void tags.push(tag),
    addLost: (tag) => void lostTags.push(tag),
    match(pattern = '*') {
      const isOfLost = lostTags.some((tag) => tag === pattern || isMeant(tag, pattern));
      if (isOfLost && !tags.some((tag) => tag === pattern || isMeant(tag, pattern))) return 'none';
      if (tags.every((tag) => isMeant(tag, pattern))) return 'all';
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
