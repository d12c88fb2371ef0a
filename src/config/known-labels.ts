import type { ConfigPath } from './problem.js';
import { namedFieldsOf } from './template-field.js';

interface LabelledConfig {
  readonly labels: Readonly<Record<string, string>>;
  readonly kubernetes?: unknown;
  readonly transforms: readonly { readonly labels?: Readonly<Record<string, string>> }[];
  readonly sinks: readonly object[];
}

/** A placeholder that never has a value. `message` completes the sentence 'expected …'. */
interface UnknownLabel {
  readonly input: string;
  readonly message: string;
  readonly path: (string | number)[];
}

/** Templates of sinks with a label or annotation that nothing sets. */
export function unknownLabels({ labels, kubernetes, transforms, sinks }: LabelledConfig): UnknownLabel[] {
  // Pods may have any labels.
  if (kubernetes !== undefined) return [];
  const known = new Set([labels, ...transforms.map((entry) => entry.labels ?? {})].flatMap(Object.keys));
  return sinks.flatMap((sink, index) =>
    templatesOf(sink).flatMap(({ path, template }) => {
      const isUnknown = namedFieldsOf(template).some(({ kind, name }) => kind === 'annotations' || !known.has(name));
      if (!isUnknown) return [];
      const message = 'labels that labels or transforms[].labels give; those of pods, and annotations, need kubernetes';
      return [{ input: template, message, path: ['sinks', index, ...path] as (string | number)[] }];
    }),
  );
}

function templatesOf(sink: object): { readonly path: ConfigPath; readonly template: string }[] {
  const { labels, tenant, index } = sink as Readonly<Record<string, unknown>>;
  const single = Object.entries({ tenant, index }).map(([key, value]) => ({ path: [key], template: value }));
  const several = Object.entries(labels ?? {}).map(([key, value]) => ({ path: ['labels', key], template: value }));
  return [...single, ...several].filter(
    (entry): entry is { path: string[]; template: string } => typeof entry.template === 'string',
  );
}
