import type { ConversionInProgress } from '../conversion.js';
import { askForPods } from '../pod-labels.js';

/** podtail's placeholders for the fields of Vector's sources kubernetes_logs and file. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  'kubernetes.pod_namespace': '${namespace}',
  'kubernetes.namespace_name': '${namespace}',
  'kubernetes.pod_name': '${pod}',
  'kubernetes.pod_uid': '${uid}',
  'kubernetes.container_name': '${container}',
  'kubernetes.pod_node_name': '${node}',
  host: '${node}',
  stream: '${stream}',
  level: '${level}',
  severity: '${level}',
};

const LABEL = /^kubernetes\.(pod_labels|pod_annotations)\.(.+)$/;

/** The placeholder for a path of an event, such as `.kubernetes.pod_labels."app"`. Undefined if podtail has none. */
export function placeholderOf(path: string): string | undefined {
  const bare = path.trim().replace(/^\./, '').replaceAll('"', '');
  const [, kind, name] = LABEL.exec(bare) ?? [];
  if (name !== undefined) return `\${${kind === 'pod_labels' ? 'labels' : 'annotations'}.${name}}`;
  return PLACEHOLDERS[bare];
}

/**
 * Converts a template of Vector (https://vector.dev/docs/reference/configuration/template-syntax/). Undefined if
 * podtail has no placeholder for a part of it.
 *
 * @param hasDates whether `%Y` and so on mean the time
 */
export function templateOf(
  text: string,
  line: number,
  conversion: ConversionInProgress,
  hasDates = false,
): string | undefined {
  let isKnown = true;
  const made = text.replaceAll(/\{\{\s*([^}]*?)\s*\}\}/g, (_, path: string) => {
    const placeholder = placeholderOf(path);
    isKnown &&= placeholder !== undefined;
    return placeholder ?? '';
  });
  if (!isKnown) return undefined;
  askForPods(made, line, conversion);
  if (!hasDates || !/%\w/.test(made)) return made;
  const dated = made.replaceAll(/%[YmdH](?:[-._]?%[YmdH])*/g, (form) => `\${date:${dateForm(form)}}`);
  return /%\w/.test(dated) ? undefined : dated;
}

function dateForm(form: string): string {
  return form.replace('%Y', 'yyyy').replace('%m', 'MM').replace('%d', 'dd').replace('%H', 'HH');
}
