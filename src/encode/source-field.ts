import type { LogSource } from '../record/log-source.js';
import { labelsOf, type StaticFields } from './static-fields.js';

const LABELS = 'labels.';
const ANNOTATIONS = 'annotations.';

/** The value of a placeholder (`namespace`, `container_id`, `labels.app`…) for a source. Empty if it is not known. */
export function sourceField(source: LogSource, fields: StaticFields, name: string): string {
  if (name.startsWith(LABELS)) {
    return textOf({ ...source.pod?.labels, ...labelsOf(fields, source) }, name.slice(LABELS.length));
  }
  if (name.startsWith(ANNOTATIONS)) return textOf(source.pod?.annotations ?? {}, name.slice(ANNOTATIONS.length));
  const { node = '' } = fields;
  const { namespace = '', pod = '', uid = '', container = '', restart } = source.metadata;
  const { path, containerId = '' } = source;
  const values = {
    namespace,
    pod,
    uid,
    container,
    restart: restart?.toString() ?? '',
    container_id: containerId,
    node,
    path,
  };
  return Object.hasOwn(values, name) ? values[name as keyof typeof values] : '';
}

function textOf(texts: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(texts, name) ? texts[name]! : '';
}
