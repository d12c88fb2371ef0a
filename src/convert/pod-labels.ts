import type { ConversionInProgress, Values } from './conversion.js';

/** What Prometheus' discovery of pods puts before the names of labels and annotations, whose other characters become `_`. */
const META = /^__meta_kubernetes_pod_(label|annotation)_(\w+)$/;

/** Labels that are usual, by what Prometheus makes of their names. */
const USUAL = new Map(
  [
    ...['name', 'instance', 'version', 'component', 'part-of', 'managed-by'].map((name) => `app.kubernetes.io/${name}`),
    ...['k8s-app', 'pod-template-hash', 'controller-revision-hash', 'pod-template-generation', 'job-name'],
    ...['helm.sh/chart', 'statefulset.kubernetes.io/pod-name', 'batch.kubernetes.io/job-name'],
    ...['topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'apps.kubernetes.io/pod-index'],
  ].map((name) => [name.replaceAll(/\W/g, '_'), name]),
);

/**
 * podtail's placeholder for a label or an annotation of the pod; undefined for another name. Where the name may have had other characters, that is said.
 */
export function podLabelPlaceholder(meta: string, line: number, { lost }: ConversionInProgress): string | undefined {
  const [, kind, written] = META.exec(meta) ?? [];
  if (kind === undefined || written === undefined) return undefined;
  const usual = USUAL.get(written);
  if (usual === undefined && written.includes('_')) {
    lost(
      line,
      `the name of the ${kind} behind ${meta} may have ., - or / instead of some _; podtail convert uses ${written}`,
    );
  }
  return `\${${kind}s.${usual ?? written}}`;
}

/** Has podtail ask the kubelet where a template needs labels or annotations of pods. */
export function askForPods(template: string | undefined, line: number, { config, note }: ConversionInProgress): void {
  if (config.kubernetes !== undefined || !/\$\{(labels|annotations)\./.test(template ?? '')) return;
  config.kubernetes = {};
  note(line, 'labels of pods come from the kubelet, which needs a permission: see docs/pod-labels.md');
}

/** Labels, and annotations, of pods stand in records. */
export function showPods(
  labels: boolean,
  annotations: boolean,
  line: number,
  { config, note }: ConversionInProgress,
): void {
  const before = config.kubernetes as Values | undefined;
  config.kubernetes = { ...before, ...(labels && { labels: ['*'] }), ...(annotations && { annotations: ['*'] }) };
  const what = [labels && 'labels', annotations && 'annotations'].filter((name) => name !== false).join(' and ');
  note(line, `${what} of pods come from the kubelet, which needs a permission: see docs/pod-labels.md`);
}

/** All labels of pods stand in records. */
export function showAllPodLabels({ config }: ConversionInProgress): void {
  config.kubernetes = { ...(config.kubernetes as Values | undefined), labels: ['*'] };
}

/** The name of the label that a placeholder stands for, alone. */
export function labelOf(placeholder: string | undefined): string | undefined {
  return /^\$\{labels\.([^}]+)\}$/.exec(placeholder ?? '')?.[1];
}
