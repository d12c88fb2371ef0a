import type { ConversionInProgress } from '../conversion.js';
import { namePatterns } from '../name-patterns.js';
import { askForPods, labelOf, podLabelPlaceholder, showAllPodLabels } from '../pod-labels.js';
import type { Section } from '../source-section.js';

/** The selected logs, as podtail's patterns for names. */
export type Selection = Partial<Record<'namespace' | 'pod' | 'container', readonly string[]>> & {
  readonly labels?: Readonly<Record<string, readonly string[]>>;
};

/** podtail's placeholders for the meta labels of Prometheus' discovery of pods. */
const META: Readonly<Record<string, string>> = {
  __meta_kubernetes_namespace: '${namespace}',
  __meta_kubernetes_pod_name: '${pod}',
  __meta_kubernetes_pod_uid: '${uid}',
  __meta_kubernetes_pod_container_name: '${container}',
  __meta_kubernetes_pod_node_name: '${node}',
};
const NAMES: Readonly<Record<string, 'namespace' | 'pod' | 'container'>> = {
  '${namespace}': 'namespace',
  '${pod}': 'pod',
  '${container}': 'container',
};
/** Meta labels of the state of a pod. podtail reads logs of pods in any state. */
const STATES = ['__meta_kubernetes_pod_phase', '__meta_kubernetes_pod_ready'];
/** The meta label that shows the runtime. podtail recognises the format of lines without it. */
const RUNTIME = '__meta_kubernetes_pod_container_id';
/** The usual expression for the first text that is not empty. */
const FIRST_OF = /^\^?;\*\(\[\^;\]\+\)\(;\.\*\)\?\$?$/;
const ANY = ['(.*)', '(.+)', '.*', '.+'];

/**
 * Converts Prometheus' relabeling:
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config
 *
 * @param labels gets the resulting labels
 */
export function convertRelabeling(
  rules: readonly Section[],
  labels: Map<string, string>,
  conversion: ConversionInProgress,
): Selection {
  const { lost, note } = conversion;
  const selection: { -readonly [Key in keyof Selection]: Selection[Key] } = {};
  const known = new Map(Object.entries(META));
  for (const rule of rules) {
    const action = (rule.text('action') ?? 'replace').toLowerCase();
    const sources = rule.texts('source_labels') ?? [];
    const expression = rule.text('regex') ?? '(.*)';
    const [separator, replacement] = [rule.text('separator') ?? ';', rule.text('replacement') ?? '$1'];
    const target = rule.text('target_label');
    rule.ignore('modulus', 'separator', 'replacement', 'regex');
    if (action === 'replace' && (target === '__path__' || target === '__host__')) continue;
    const values = sources.map(
      (source) => known.get(source) ?? labels.get(source) ?? podLabelPlaceholder(source, rule.line, conversion),
    );
    const given = values.every((value) => value !== undefined) ? values.join(separator) : undefined;

    if (action === 'replace' && target !== undefined) {
      const value = replaced(given, expression, replacement, sources.length);
      if (value === undefined) {
        if (target.startsWith('__')) continue;
        if (sources.length === 1 && sources[0] === RUNTIME) {
          note(rule.line, `the label ${target} is omitted: podtail recognises the format of each line`);
          continue;
        }
        known.delete(target);
        labels.delete(target);
        const first = FIRST_OF.test(expression) ? values[0] : undefined;
        if (first !== undefined) {
          labels.set(target, first);
          askForPods(first, rule.line, conversion);
          lost(
            rule.line,
            `the label ${target} is the first of ${sources.join(', ')} that is not empty; here it is ${first} alone`,
          );
          continue;
        }
        lost(
          rule.line,
          `the label ${target} comes from ${sources.join(', ')}, which podtail does not know or cannot combine in this way${adviceFor(values)}`,
        );
      } else if (target.startsWith('__')) known.set(target, value);
      else {
        labels.set(target, value);
        askForPods(value, rule.line, conversion);
      }
    } else if (action === 'keep' || action === 'drop') {
      select(rule.line, action, sources, given, expression);
    } else if (action === 'labeldrop' || action === 'labelkeep') {
      const test = new RegExp(`^(?:${expression})$`);
      for (const name of labels.keys()) if (test.test(name) === (action === 'labeldrop')) labels.delete(name);
    } else if (action === 'labelmap' && /^_*meta_kubernetes_pod_label_\(\.[+*]\)$/.test(expression)) {
      showAllPodLabels(conversion);
      lost(rule.line, 'labels of pods become structured metadata; labels of the sink name those that are Loki labels');
    } else {
      lost(rule.line, `relabeling with the action ${action} (${expression}) has no counterpart`);
    }
  }
  return selection;

  function select(
    line: number,
    action: string,
    sources: readonly string[],
    given: string | undefined,
    expression: string,
  ): void {
    if (sources.every((source) => STATES.includes(source)) && sources.length > 0) {
      note(line, `${action} by ${sources.join(', ')}: podtail reads the logs of pods in any state`);
      return;
    }
    // Names and UIDs are never empty.
    if (given !== undefined && (expression === '' || (action === 'keep' && ANY.includes(expression)))) return;
    const key = given === undefined ? undefined : NAMES[given];
    const label = labelOf(given);
    const patterns = namePatterns(expression);
    if (label !== undefined && patterns !== undefined && selection.labels?.[label] === undefined) {
      const chosen = patterns.map((one) => (action === 'drop' ? `!${one}` : one));
      selection.labels = { ...selection.labels, [label]: chosen };
      askForPods(given, line, conversion);
      return;
    }
    const isSecondKeep = action === 'keep' && key !== undefined && selection[key]?.some((one) => !one.startsWith('!'));
    if (key === undefined || patterns === undefined || isSecondKeep === true) {
      lost(
        line,
        `${action} by ${sources.join(', ')} (${expression}): podtail selects by patterns for namespace, pod, container and labels of pods`,
      );
      return;
    }
    selection[key] = [...(selection[key] ?? []), ...patterns.map((one) => (action === 'drop' ? `!${one}` : one))];
  }
}

/**
 * Advice for several sources. Usually they mean one label of the pod, or else another one. podtail takes one of them.
 */
function adviceFor(values: readonly (string | undefined)[]): string {
  const label = values.find((value) => labelOf(value) !== undefined);
  return values.length < 2 || label === undefined ? '' : `; the first of them is ${label}, with kubernetes: {}`;
}

/** The template of a replacement. Undefined if it depends on the value. */
function replaced(
  given: string | undefined,
  expression: string,
  replacement: string,
  sources: number,
): string | undefined {
  if (sources === 0) return replacement.includes('$') ? undefined : replacement;
  if (given === undefined || !ANY.includes(expression)) return undefined;
  return replacement.replaceAll(/\$(?:1|\{1\})/g, () => given);
}
