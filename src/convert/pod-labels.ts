import type { ConversionInProgress, Values } from './conversion.js';

/** Meta labels of Prometheus' discovery of pods. Special characters of the names become `_`. */
const META = /^__meta_kubernetes_pod_(label|annotation)_(\w+)$/;

/** Common labels, by their names in Prometheus. */
const USUAL = new Map(
  [
    ...['name', 'instance', 'version', 'component', 'part-of', 'managed-by'].map((name) => `app.kubernetes.io/${name}`),
    ...['k8s-app', 'pod-template-hash', 'controller-revision-hash', 'pod-template-generation', 'job-name'],
    ...['helm.sh/chart', 'statefulset.kubernetes.io/pod-name', 'batch.kubernetes.io/job-name'],
    ...['topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'apps.kubernetes.io/pod-index'],
  ].map((name) => [name.replaceAll(/\W/g, '_'), name]),
);

/**
 * podtail's placeholder for a label or an annotation of the pod. Undefined for another name. Reports names that may
 * have had other characters.
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

/** Configures the kubelet as the source of labels, if a template uses labels or annotations of pods. */
export function askForPods(template: string | undefined, line: number, { config, note }: ConversionInProgress): void {
  if (config.kubernetes !== undefined || !/\$\{(labels|annotations)\./.test(template ?? '')) return;
  config.kubernetes = {};
  note(line, 'labels of pods come from the kubelet, which needs a permission: see docs/pod-labels.md');
}

/** Adds labels or annotations of pods to records. */
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

/** Adds all labels of pods to records. */
export function showAllPodLabels({ config }: ConversionInProgress): void {
  config.kubernetes = { ...(config.kubernetes as Values | undefined), labels: ['*'] };
}

/** The name of the label, if the text is just the placeholder of a label. */
export function labelOf(placeholder: string | undefined): string | undefined {
  return /^\$\{labels\.([^}]+)\}$/.exec(placeholder ?? '')?.[1];
}
