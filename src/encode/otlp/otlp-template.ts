import type { LogSource } from '../../record/log-source.js';
import { type PerStream, perStream } from '../per-stream.js';
import { podAttributes } from '../pod-attributes.js';
import type { RecordTemplate } from '../protobuf/record-schema.js';
import type { ProtobufRun } from '../protobuf/run-header.js';
import { labelsOf, type StaticFields } from '../static-fields.js';
import {
  type Attributes,
  attributeFields,
  type OtlpScope,
  RECORD_ATTRIBUTES,
  resourceLogsHeader,
} from './otlp-messages.js';
import type { AttributeValue } from './otlp-value.js';

export interface OtlpEncoderOptions extends StaticFields {
  /** podtail's version, which is in the scope. */
  readonly version: string;
}

/** What all records of a source share: the resource is the container, the scope is podtail. */
export interface OtlpRun extends ProtobufRun {
  readonly resource: Attributes;
  readonly scope: OtlpScope;
}

/** The parts that all records of a source and stream share. `fields` says which stream or file it is. */
export interface OtlpTemplate extends RecordTemplate {
  readonly run: OtlpRun;
}

/**
 * Makes a source's templates. Names are those of the semantic conventions (opentelemetry.io/docs/specs/semconv, "k8s",
 * "container", "log").
 */
export function createOtlpTemplates(source: LogSource, options: OtlpEncoderOptions): PerStream<OtlpTemplate> {
  const run = otlpRun(resourceOf(source, options), { name: 'podtail', version: options.version });
  return perStream((stream) => {
    const path = source.metadata.restart === undefined ? source.path : undefined;
    const attributes = known({ 'log.iostream': stream, 'log.file.path': path });
    return { run, fields: attributeFields(RECORD_ATTRIBUTES, attributes) };
  });
}

/** The run of records of that resource. */
export function otlpRun(resource: Attributes, scope: OtlpScope): OtlpRun {
  return { header: resourceLogsHeader(resource, scope), resource, scope };
}

function resourceOf(source: LogSource, fields: StaticFields): Attributes {
  const { metadata, containerId } = source;
  return known({
    ...podAttributes(source),
    ...labelsOf(fields, source),
    'k8s.namespace.name': metadata.namespace,
    'k8s.pod.name': metadata.pod,
    'k8s.pod.uid': metadata.uid,
    'k8s.container.name': metadata.container,
    'k8s.container.restart_count': metadata.restart,
    'container.id': containerId,
    'k8s.node.name': fields.node,
  });
}

function known(values: Readonly<Record<string, AttributeValue | undefined>>): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) attributes.set(name, typeof value === 'string' ? value.toWellFormed() : value);
  }
  return attributes;
}
