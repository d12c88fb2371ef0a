import type { LogSource } from '../record/log-source.js';

/**
 * Labels and annotations of a pod as attributes, by OpenTelemetry's semantic conventions: `k8s.pod.label.<key>` and
 * `k8s.pod.annotation.<key>` (https://opentelemetry.io/docs/specs/semconv/registry/attributes/k8s/).
 */
export function podAttributes({ shownPod }: LogSource): Record<string, string> {
  const { labels = {}, annotations = {} } = shownPod ?? {};
  return Object.fromEntries([
    ...Object.entries(labels).map(([name, text]) => [`k8s.pod.label.${name}`, text]),
    ...Object.entries(annotations).map(([name, text]) => [`k8s.pod.annotation.${name}`, text]),
  ]);
}
