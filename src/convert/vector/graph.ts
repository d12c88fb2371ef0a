import type { Section } from '../source-section.js';

/** A component of Vector: a source, a transform or a sink. */
export interface Component {
  readonly name: string;
  readonly type: string;
  readonly section: Section;
  /** Names of components. An output of a route has its name after a dot: `router.errors`. */
  readonly inputs: readonly string[];
}

/** A way from a source to a sink: the transforms in order, each with the output that the way takes. */
export interface Way {
  readonly source: Component;
  readonly transforms: readonly { readonly component: Component; readonly output: string | undefined }[];
}

export function componentsOf(section: Section | undefined): Component[] {
  const names = section?.rest().map(({ key }) => key) ?? [];
  return names.flatMap((name) => {
    const inner = section!.section(name);
    if (inner === undefined) return [];
    return [{ name, type: inner.text('type') ?? '', section: inner, inputs: inner.texts('inputs') ?? [] }];
  });
}

/** All ways to a component. `*` in an input matches any text. */
export function waysTo(
  inputs: readonly string[],
  sources: readonly Component[],
  transforms: readonly Component[],
  behind: readonly string[] = [],
): Way[] {
  return inputs.flatMap((input) => {
    const fromSources = sources
      .filter(({ name }) => isMeant(input, name))
      .map((source) => ({ source, transforms: [] }));
    const fromTransforms = transforms.flatMap((component) => {
      const { name } = component;
      const output = input.startsWith(`${name}.`) ? input.slice(name.length + 1) : undefined;
      if ((!isMeant(input, name) && output === undefined) || behind.includes(name)) return [];
      return waysTo(component.inputs, sources, transforms, [...behind, name]).map((way) => ({
        source: way.source,
        transforms: [...way.transforms, { component, output }],
      }));
    });
    return [...fromSources, ...fromTransforms];
  });
}

function isMeant(input: string, name: string): boolean {
  if (!input.includes('*')) return input === name;
  const [start = '', end = ''] = input.split('*');
  return name.startsWith(start) && name.endsWith(end) && name.length >= start.length + end.length;
}
