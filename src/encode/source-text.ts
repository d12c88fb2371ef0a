import type { LogSource } from '../record/log-source.js';
import type { StaticFields } from './flat-template.js';

/** What is known of a record but for its time, message and marks: texts by the names that schema `flat` has for them. */
export type SourceFields = ReadonlyMap<string, string>;

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const LABEL_PREFIX = 'labels.';

/** A source's fields, for records of a stream (`stdout`, `stderr`, or none where it is raw); labels as `labels.<name>`. */
export function sourceFields(
  source: LogSource,
  stream: string | undefined,
  { node, labels }: StaticFields,
): SourceFields {
  const { namespace, pod, uid, container, restart } = source.metadata;
  const fields = new Map<string, string>();
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) fields.set(name, value.toWellFormed());
  };
  add('namespace', namespace);
  add('pod', pod);
  add('uid', uid);
  add('container', container);
  add('restart', restart?.toString());
  add('container_id', source.containerId);
  add('node', node);
  add('path', restart === undefined ? source.path : undefined);
  add('stream', stream);
  for (const [name, value] of Object.entries(labels)) add(`${LABEL_PREFIX}${name}`, value);
  return fields;
}

/** Puts fields in place of each `${name}` of a template; nothing, where there is no such field. */
export function fillTemplate(template: string, fields: SourceFields): string {
  return template.replace(PLACEHOLDER, (_, name: string) => fields.get(name) ?? '');
}

/** The field that a template consists of alone, if it does. */
export function soleField(template: string): string | undefined {
  return /^\$\{([^}]*)\}$/.exec(template)?.[1];
}

/** The name that a field has where there is no place of their own for labels. */
export function plainName(field: string): string {
  return field.startsWith(LABEL_PREFIX) ? field.slice(LABEL_PREFIX.length) : field;
}
