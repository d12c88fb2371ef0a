import type { LogSource } from '../record/log-source.js';
import type { StaticFields } from './static-fields.js';

/** What stands for a placeholder's name (`namespace`, `container_id`…) in a template; empty where it is not known. */
export function sourceField(source: LogSource, { node = '' }: StaticFields, name: string): string {
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
