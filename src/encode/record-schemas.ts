import type { LogSource } from '../record/log-source.js';
import type { RecordSchema, RecordShape } from './json/json-template.js';
import { podAttributes } from './pod-attributes.js';
import type { StaticFields } from './static-fields.js';

/** podtail's own schema, as in the README. */
const flatSchema: RecordSchema = ({ source, stream, node, labels, ...marks }, { time, message }) => {
  const { namespace, pod, uid, container, restart } = source.metadata;
  return {
    time,
    stream,
    namespace,
    pod,
    uid,
    container,
    restart,
    container_id: source.containerId,
    node,
    labels: unlessEmpty({ ...source.shownPod?.labels, ...labels }),
    annotations: unlessEmpty({ ...source.shownPod?.annotations }),
    path: unparsedPath(source),
    partial: marks.partial,
    truncated: marks.truncated,
    malformed: marks.malformed,
    message,
  };
};

/**
 * The Elastic Common Schema (https://www.elastic.co/docs/reference/ecs/ecs-field-reference), with the fields of
 * Elastic's own agents for `kubernetes`. Values of `labels` are keywords. A dot in a name would create an object where
 * another record may have a text, so dots become underscores, as in Elastic's APM agents.
 */
const ecsSchema: RecordSchema = ({ source, stream, node, labels, ...marks }, { time, message, offset, level }) => {
  const { namespace, pod, uid, container, restart } = source.metadata;
  const path = unparsedPath(source);
  const flags = markNames(marks);
  return {
    '@timestamp': time,
    stream,
    kubernetes: unlessEmpty({
      namespace,
      pod: unlessEmpty({ name: pod, uid }),
      container: unlessEmpty({ name: container, restart_count: restart }),
      node: node === undefined ? undefined : { name: node },
      labels: unlessEmpty(withDotlessNames(source.shownPod?.labels)),
      annotations: unlessEmpty(withDotlessNames(source.shownPod?.annotations)),
    }),
    container: unlessEmpty({ id: source.containerId }),
    host: node === undefined ? undefined : { name: node },
    labels: unlessEmpty(withDotlessNames(labels)),
    // Beside the object `log`, as Elastic's libraries for loggers write it.
    'log.level': level,
    message,
    log: {
      offset,
      file: path === undefined ? undefined : { path },
      flags: flags.length === 0 ? undefined : flags,
    },
  };
};

/**
 * The fields of Fluent Bit's input `tail` and filter `kubernetes`:
 * https://docs.fluentbit.io/manual/pipeline/filters/kubernetes
 */
const fluentBitSchema: RecordSchema = ({ source, stream, node, labels, ...marks }, { time, message }) => {
  const { namespace, pod, uid, container } = source.metadata;
  return {
    time,
    stream,
    kubernetes: unlessEmpty({
      namespace_name: namespace,
      pod_name: pod,
      pod_id: uid,
      container_name: container,
      docker_id: source.containerId,
      host: node,
      labels: unlessEmpty({ ...source.shownPod?.labels, ...labels }),
      annotations: unlessEmpty({ ...source.shownPod?.annotations }),
    }),
    path: unparsedPath(source),
    partial: marks.partial,
    truncated: marks.truncated,
    malformed: marks.malformed,
    log: message,
  };
};

/**
 * The flat names of OpenTelemetry's semantic conventions: https://opentelemetry.io/docs/specs/semconv/resource/k8s/ and
 * https://opentelemetry.io/docs/specs/semconv/general/logs/
 */
const otelSchema: RecordSchema = ({ source, stream, node, labels, ...marks }, { time, message, level }) => {
  const { namespace, pod, uid, container, restart } = source.metadata;
  const own = {
    timestamp: time,
    severity_text: level,
    'log.iostream': stream,
    'k8s.namespace.name': namespace,
    'k8s.pod.name': pod,
    'k8s.pod.uid': uid,
    'k8s.container.name': container,
    'k8s.container.restart_count': restart,
    'container.id': source.containerId,
    'k8s.node.name': node,
    ...podAttributes(source),
    'log.file.path': unparsedPath(source),
    partial: marks.partial,
    truncated: marks.truncated,
    malformed: marks.malformed,
    body: message,
  };
  const others = Object.entries(labels).filter(([name]) => !Object.hasOwn(own, name));
  return { ...own, ...Object.fromEntries(others) };
};

/** All schemas, by their names in the configuration. */
export const SCHEMAS = {
  flat: flatSchema,
  'fluent-bit': fluentBitSchema,
  ecs: ecsSchema,
  otel: otelSchema,
} as const satisfies Readonly<Record<string, RecordSchema>>;

/**
 * Names of the fields that records in a schema may have, without those of transforms.
 *
 * @param hasPods whether records may have labels and annotations of pods
 */
export function fieldNames(schema: keyof typeof SCHEMAS, fields: StaticFields, hasPods = false): string[] {
  const marks = { partial: true, truncated: true, malformed: true } as const;
  const shapes = [ALL_METADATA, {}].map((metadata) => {
    const source = { path: '', metadata, containerId: '', writtenByRuntime: true, ...(hasPods && ALL_OF_PODS) };
    return SCHEMAS[schema](
      { ...fields, ...marks, source, stream: 'stdout' },
      { time: '', message: '', offset: '', level: '' },
    );
  });
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
}

const ALL_OF_PODS = { shownPod: { labels: { label: '' }, annotations: { annotation: '' } } };
const ALL_METADATA = { namespace: '', pod: '', uid: '', container: '', restart: 0 };

/** The path of standard input, which is not a file. It is omitted if other fields identify the lines. */
const STANDARD_INPUT = '-';

/** The path, unless the fields of the pod come from it. */
function unparsedPath({ metadata, path }: RecordShape['source']): string | undefined {
  if (path === STANDARD_INPUT && Object.keys(metadata).length > 0) return undefined;
  return metadata.restart === undefined ? path : undefined;
}

function markNames(marks: Pick<RecordShape, 'partial' | 'truncated' | 'malformed'>): string[] {
  return Object.entries(marks).flatMap(([name, isSet]) => (isSet === true ? [name] : []));
}

/** Replaces dots in names, as Elastic's agents do for labels and annotations of pods. */
function withDotlessNames(texts: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name.replaceAll('.', '_'), text]));
}

/** The fields, unless all of them are undefined. */
function unlessEmpty<Fields extends object>(fields: Fields): Fields | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}

/** The same schema with the name of the time that data streams of Elasticsearch require. */
export function withTimestamp(schema: RecordSchema): RecordSchema {
  return (shape, values) =>
    Object.fromEntries(
      Object.entries(schema(shape, values)).map(([name, value]) => [
        value === values.time ? '@timestamp' : name,
        value,
      ]),
    );
}

/**
 * The form of a source's records: that of the schema, with members renamed as the source requires, unless another field
 * has the new name. `@timestamp` keeps its name.
 */
export function schemaOf({ renames }: LogSource, schema: RecordSchema): RecordSchema {
  return renames === undefined ? schema : withNames(schema, renames);
}

function withNames(schema: RecordSchema, names: Readonly<Record<string, string>>): RecordSchema {
  return (shape, values) => {
    const record = schema(shape, values);
    const taken = new Set(Object.keys(record));
    const renamed = Object.entries(record).map(([name, value]) => {
      const wanted = Object.hasOwn(names, name) && name !== '@timestamp' ? names[name]! : name;
      if (wanted === name || taken.has(wanted)) return [name, value];
      taken.add(wanted);
      return [wanted, value];
    });
    return Object.fromEntries(renamed) as object;
  };
}
