/** podtail's placeholders for the fields of the kubernetes filter, by their paths. */
const FIELDS: Readonly<Record<string, string>> = {
  'kubernetes.namespace_name': '${namespace}',
  'kubernetes.pod_name': '${pod}',
  'kubernetes.container_name': '${container}',
  'kubernetes.host': '${node}',
  'kubernetes.pod_id': '${uid}',
  stream: '${stream}',
};
const NAMES: Readonly<Record<string, string>> = {
  'kubernetes.namespace_name': 'namespace',
  'kubernetes.pod_name': 'pod',
  'kubernetes.container_name': 'container',
};

/** The path of a record accessor, as `kubernetes.labels.app` for `$kubernetes['labels']['app']`. */
export function fieldPath(accessor: string): string {
  return accessor
    .trim()
    .replace(/^\$/, '')
    .replaceAll(/\[['"]?([^'"\]]*)['"]?\]/g, '.$1')
    .replace(/^\./, '');
}

/** podtail's placeholder for a field. Undefined if there is none. */
export function fieldPlaceholder(accessor: string): string | undefined {
  const path = fieldPath(accessor);
  const [, kind, name] = /^kubernetes\.(labels|annotations)\.(.+)$/.exec(path) ?? [];
  return name === undefined ? FIELDS[path] : `\${${kind}.${name}}`;
}

/** podtail's `match` for patterns of a field that is a name or a label of the pod. Undefined for other fields. */
export function fieldMatch(accessor: string, patterns: readonly string[]): Record<string, unknown> | undefined {
  const path = fieldPath(accessor);
  const label = /^kubernetes\.labels\.(.+)$/.exec(path)?.[1];
  if (label !== undefined) return { labels: { [label]: patterns } };
  const key = NAMES[path];
  return key === undefined ? undefined : { [key]: patterns };
}
