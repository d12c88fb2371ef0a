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
  /** The version of podtail in the scope. */
  readonly version: string;
}

/** The parts that all records of a source share. The resource is the container, and the scope is podtail. */
export interface OtlpRun extends ProtobufRun {
  readonly resource: Attributes;
  readonly scope: OtlpScope;
}

/** The parts that all records of a source and stream share. `fields` has the stream or the file. */
export interface OtlpTemplate extends RecordTemplate {
  readonly run: OtlpRun;
}

/**
 * Creates the templates of a source. Names are from the semantic conventions (opentelemetry.io/docs/specs/semconv,
 * "k8s", "container", "log").
 */
export function createOtlpTemplates(source: LogSource, options: OtlpEncoderOptions): PerStream<OtlpTemplate> {
  const run = otlpRun(resourceOf(source, options), { name: 'podtail', version: options.version });
  return perStream((stream) => {
    const path = source.metadata.restart === undefined ? source.path : undefined;
    const attributes = known({ 'log.iostream': stream, 'log.file.path': path });
    return { run, fields: attributeFields(RECORD_ATTRIBUTES, attributes) };
  });
}

/** Creates the run of a resource. */
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
