import type { LogSource } from '../record/log-source.js';
import type { StaticFields } from './flat-template.js';
import { type LokiLabels, lokiName } from './loki-labels.js';
import { metadataField, streamHeader } from './loki-messages.js';
import { type PerStream, perStream } from './per-stream.js';
import { fillTemplate, plainName, type SourceFields, soleField, sourceFields } from './source-text.js';

export interface LokiEncoderOptions extends StaticFields {
  /** The stream's labels: names and templates (`${namespace}`). Empty ones are left out. */
  readonly labelTemplates: Readonly<Record<string, string>>;
  /** Bytes of the longest line that Loki takes; what is longer is cut before it is sent, and marked. */
  readonly maxLineBytes: number;
  /** Whether what is known of a record and is no label is sent with it. */
  readonly structuredMetadata: boolean;
  /** Template of the tenant (`${namespace}`, or a fixed name); none: Loki is not asked to keep tenants apart. */
  readonly tenant?: string;
}

/** The parts that all records of a source and stream share. */
export interface LokiTemplate {
  /** What begins the message of a stream: its tag, room for its length, and its labels. */
  readonly header: Buffer;
  /** The structured metadata of every entry. */
  readonly metadata: Buffer;
  readonly labels: LokiLabels;
  /** Whose stream it is. */
  readonly tenant: string | undefined;
}

/** Loki takes no stream without a label, so one stands for a source of which nothing is known. */
const FALLBACK_LABEL = ['job', 'podtail'] as const;

/** Makes a source's templates. */
export function createLokiTemplates(source: LogSource, options: LokiEncoderOptions): PerStream<LokiTemplate> {
  return perStream((stream) => createTemplate(sourceFields(source, stream, options), options));
}

/** The tenant of a source, whatever the stream; undefined where none is configured. */
export function lokiTenant(source: LogSource, options: LokiEncoderOptions): string | undefined {
  return options.tenant === undefined
    ? undefined
    : fillTemplate(options.tenant, sourceFields(source, undefined, options));
}

function createTemplate(fields: SourceFields, options: LokiEncoderOptions): LokiTemplate {
  const labels = new Map<string, string>();
  const labelled = new Set<string>();
  for (const [name, template] of Object.entries(options.labelTemplates)) {
    const value = fillTemplate(template, fields);
    if (value !== '') labels.set(lokiName(name), value);
    const field = soleField(template);
    if (field !== undefined) labelled.add(field);
  }
  if (labels.size === 0) labels.set(...FALLBACK_LABEL);
  const metadata = new Map<string, string>();
  for (const [field, value] of fields) {
    const name = lokiName(plainName(field));
    if (options.structuredMetadata && !labelled.has(field) && value !== '' && !metadata.has(name))
      metadata.set(name, value);
  }
  return {
    header: streamHeader(labels),
    labels,
    metadata: Buffer.concat([...metadata].map(([name, value]) => metadataField(name, value))),
    tenant: options.tenant === undefined ? undefined : fillTemplate(options.tenant, fields),
  };
}
