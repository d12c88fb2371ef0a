import type { LogExplanation } from '../inspect/explain-log.js';

/** An explanation as lines for people. */
export function formatExplanation({ path, metadata, selected, transforms, sinks }: LogExplanation): string {
  const names = Object.entries(metadata).map(([key, value]) => `${key} ${value}`);
  const lines = [
    path,
    `  ${names.length === 0 ? 'its path names no namespace, pod and container' : names.join(', ')}`,
    selected.applies ? '  is read' : `  is not read: ${selected.reasons.join('; ')}`,
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
