import type { LogExplanation } from '../inspect/explain-log.js';

import type { PodDetails } from '../record/pod-details.js';

/** An explanation as lines for people. */
export function formatExplanation(explanation: LogExplanation): string {
  const { path, metadata, selected, problem, transforms, sinks } = explanation;
  const against = problem === undefined ? selected.reasons : [problem];
  const names = Object.entries(metadata).map(([key, value]) => `${key} ${value}`);
  const lines = [
    path,
    `  ${names.length === 0 ? 'its path names no namespace, pod and container' : names.join(', ')}`,
    ...podLines(explanation),
    against.length === 0 ? '  is read' : `  is not read: ${against.join('; ')}`,
    ...transforms.map(({ applies, reasons, does }, index) => {
      const entry = `  transforms[${index}] (${does.join(', ') || 'nothing'})`;
      return applies ? `${entry} applies` : `${entry} does not apply: ${reasons.join('; ')}`;
    }),
  ];
  if (transforms.length === 0) lines.push('  no transforms are configured');
  for (const { name, applies, reasons, only } of sinks) {
    const some = only.length === 0 ? '' : `, only records ${only.join(' ')}`;
    lines.push(
      applies ? `  goes to the sink ${name}${some}` : `  does not go to the sink ${name}: ${reasons.join('; ')}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** What is known of the pod. Annotations may be long: only podtail's own are shown. */
function podLines({ pod, podWishes: { does, problems } }: LogExplanation): string[] {
  if (pod === undefined) return [];
  return [
    `  labels of its pod: ${listOf(pod.labels)}`,
    `  annotations for podtail: ${listOf(pod.annotations, 'podtail.dev/')}`,
    ...(does.length === 0 ? [] : [`  its pod requests ${does.join(', ')}`]),
    ...problems.map((problem) => `  an annotation of its pod is invalid: ${problem}`),
  ];
}

function listOf(texts: PodDetails['labels'], prefix = ''): string {
  const shown = Object.entries(texts).filter(([name]) => name.startsWith(prefix));
  return shown.length === 0 ? 'none' : shown.map(([name, text]) => `${name}=${text}`).join(', ');
}
