import type { LogSource } from '../../record/log-source.js';
import { type PerStream, perStream } from '../per-stream.js';
import { podAttributes } from '../pod-attributes.js';
import { labelsOf, type StaticFields } from '../static-fields.js';
import {
  type Attributes,
  attributeFields,
  type OtlpScope,
  RECORD_ATTRIBUTES,
  type RunHeader,
  resourceLogsHeader,
} from './otlp-messages.js';
import type { AttributeValue } from './otlp-value.js';

export interface OtlpEncoderOptions extends StaticFields {
  /** podtail's version, which stands in the scope. */
  readonly version: string;
}

/** The parts that all records of a source and stream share. */
export interface OtlpTemplate {
  /** The resource is the container; the scope is podtail. */
  readonly header: RunHeader;
  readonly resource: Attributes;
  readonly scope: OtlpScope;
  /** What every record says of its stream or file. */
  readonly attributes: Buffer;
}

/**
 * Makes a source's templates. Names are those of the semantic conventions (opentelemetry.io/docs/specs/semconv, "k8s",
 * "container", "log").
 */
export function createOtlpTemplates(source: LogSource, options: OtlpEncoderOptions): PerStream<OtlpTemplate> {
  const resource = resourceOf(source, options);
  const scope = { name: 'podtail', version: options.version };
  const header = resourceLogsHeader(resource, scope);
  return perStream((stream) => {
    const path = source.metadata.restart === undefined ? source.path : undefined;
    const attributes = known({ 'log.iostream': stream, 'log.file.path': path });
    return { header, resource, scope, attributes: attributeFields(RECORD_ATTRIBUTES, attributes) };
  });
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
