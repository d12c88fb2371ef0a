import type { Values } from './conversion.js';

/** The default of `include`. It must be written if other files are included, too. */
export const ALL_PODS = '/var/log/pods/*/*/*.log';

/** Patterns of names. `*` means any name. */
export interface NamesOfPods {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Whether a path matches the logs of all pods. */
export function isAllPods(path: string): boolean {
  return /^\/var\/log\/(containers\/\*(\.log)?|pods\/\*(\/\*)*\/\*\.log|pods\/\*\*(\/\*)?\.log|pods\/\*\*\/\*\.log)$/.test(
    path,
  );
}

/**
 * The names in a glob over `/var/log/containers/POD_NAMESPACE_CONTAINER-ID.log`. A glob without `_` that begins with
 * `*` may refer to any of the names, so there are three results. Empty if podtail cannot tell.
 */
export function namesInPath(path: string): readonly NamesOfPods[] {
  const [, file] = /^\/var\/log\/containers\/(.+)\.log\*?$/.exec(path) ?? [];
  if (file === undefined || /[[\]{}?]/.test(file)) return [];
  const parts = file.split('_');
  const [pod = '*', namespace = '*', rest = '*'] = parts;
  if (parts.length === 1) {
    if (!/^\*?[\w.-]+\*$/.test(file)) return [];
    const any = { namespace: '*', pod: '*', container: '*' };
    if (!file.startsWith('*')) return [{ ...any, pod: file }];
    return [
      { ...any, pod: file },
      { ...any, namespace: file },
      { ...any, container: file },
    ];
  }
  if (parts.length > 3) return [];
  const container = rest.replace(/-?\*$/, '') || '*';
  return [
    { pod: pod || '*', namespace: (parts.length === 2 ? namespace.replace(/\*$/, '') : namespace) || '*', container },
  ];
}

/** The same logs as a glob over `/var/log/pods/NAMESPACE_POD_UID/CONTAINER/RESTART.log`. */
export function podsGlob({ namespace, pod, container }: NamesOfPods): string {
  const folder = namespace === '*' && pod === '*' ? '*' : `${namespace}_${pod}_*`;
  return `/var/log/pods/${folder}/${container}/*.log`;
}

/** Names as podtail's patterns, without `*`. */
export function namePatternsOf(names: NamesOfPods): Record<string, string[]> {
  const given = Object.entries(names).filter(([, pattern]) => pattern !== '*');
  return Object.fromEntries(given.map(([key, pattern]) => [key, [pattern as string]]));
}

/** Adds globs, each once. */
export function addGlobs(config: Values, key: 'include' | 'exclude', globs: readonly string[]): void {
  if (globs.length > 0) config[key] = [...new Set([...((config[key] as string[] | undefined) ?? []), ...globs])];
}

/** Removes `include` if it has only the default. */
export function dropDefaultInclude(config: Values): void {
  const include = config.include as string[] | undefined;
  if (include?.every((glob) => glob === ALL_PODS) === true) delete config.include;
}
