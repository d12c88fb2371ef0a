import type { Config } from './config.js';
import type { ConfigWarning } from './warning.js';

/**
 * A warning for each Loki sink whose records have labels (`labels`, and `labels` of `transforms`) that are not labels
 * of its streams. Only `labels` of the sink are.
 */
export function lokiLabelWarnings({ sinks, labels, transforms }: Config): ConfigWarning[] {
  const all = [labels, ...transforms.map((entry) => entry.labels ?? {})].flatMap(Object.entries) as [string, string][];
  return sinks.flatMap((sink) => {
    if (sink.type !== 'loki') return [];
    const others = all.filter(([name]) => !Object.hasOwn(sink.labels, name));
    if (others.length === 0) return [];
    const names = [...new Set(others.map(([name]) => name))];
    const what = names.length === 1 ? `the label ${names[0]} is` : `the labels ${names.join(', ')} are`;
    const fate = sink.structuredMetadata
      ? 'structured metadata in Loki, not a stream label'
      : 'not sent to Loki (structuredMetadata: false)';
    const [name, value] = others[0]!;
    const remedy = `for a stream label, add it to labels of the sink, as in labels: { namespace: '\${namespace}', ${name}: ${value} }`;
    return [{ message: `the sink ${sink.name}: ${what} ${fate}; ${remedy}`, sink: sink.name }];
  });
}
