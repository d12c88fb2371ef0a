/** A log record as the collector decoded it, of OTLP's JSON form: opentelemetry-proto, `logs/v1/logs.proto`. */
export interface DecodedRecord {
  /** Nanoseconds since 1970; 0 where none was sent. */
  readonly time: bigint;
  /** Nanoseconds since 1970. For Loki it is when the collector read the record. */
  readonly observedTime: bigint;
  readonly body: Value;
  /** For Loki: the stream's labels, and the record's structured metadata over them. */
  readonly attributes: Attributes;
  /** The attributes of the resource; for Loki there are none. */
  readonly resource: Attributes;
  /** The name of the instrumentation scope; empty where none was sent. */
  readonly scope: string;
  /** 0 where none was sent. */
  readonly severityNumber: number;
  /** Empty where none was sent. */
  readonly severityText: string;
}

export type Attributes = Readonly<Record<string, Value>>;

/** OTLP's `AnyValue`; an integer is a bigint, so that it differs from a double. */
export type Value =
  | null
  | string
  | boolean
  | bigint
  | number
  | Buffer
  | readonly Value[]
  | { readonly [key: string]: Value };

/** The records of an `ExportLogsServiceRequest` in JSON, in the order in which they are there. */
export function decodeRecords(json: string): DecodedRecord[] {
  const request: OtlpRequest = JSON.parse(json);
  return (request.resourceLogs ?? []).flatMap(({ resource, scopeLogs = [] }) =>
    scopeLogs.flatMap(({ scope, logRecords = [] }) =>
      logRecords.map((record) => ({
        time: BigInt(record.timeUnixNano ?? 0),
        observedTime: BigInt(record.observedTimeUnixNano ?? 0),
        body: plainValue(record.body),
        attributes: attributesOf(record.attributes),
        resource: attributesOf(resource?.attributes),
        scope: scope?.name ?? '',
        severityNumber: record.severityNumber ?? 0,
        severityText: record.severityText ?? '',
      })),
    ),
  );
}

interface OtlpRequest {
  readonly resourceLogs?: readonly {
    readonly resource?: { readonly attributes?: readonly OtlpAttribute[] };
    readonly scopeLogs?: readonly {
      readonly scope?: { readonly name?: string };
      readonly logRecords?: readonly OtlpRecord[];
    }[];
  }[];
}

interface OtlpRecord {
  readonly timeUnixNano?: string;
  readonly observedTimeUnixNano?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body?: OtlpValue;
  readonly attributes?: readonly OtlpAttribute[];
}

interface OtlpAttribute {
  readonly key: string;
  readonly value?: OtlpValue;
}

/** One of these, or none. */
interface OtlpValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly bytesValue?: string;
  readonly arrayValue?: { readonly values?: readonly OtlpValue[] };
  readonly kvlistValue?: { readonly values?: readonly OtlpAttribute[] };
}

/** @throws Error for a key that is there twice, which OTLP forbids. */
function attributesOf(attributes: readonly OtlpAttribute[] = []): Attributes {
  const entries = new Map(attributes.map(({ key, value }) => [key, plainValue(value)]));
  if (entries.size < attributes.length) throw new Error(`an attribute twice in ${JSON.stringify(attributes)}`);
  return Object.fromEntries(entries);
}

function plainValue(value: OtlpValue = {}): Value {
  if (value.intValue !== undefined) return BigInt(value.intValue);
  if (value.bytesValue !== undefined) return Buffer.from(value.bytesValue, 'base64');
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map((item) => plainValue(item));
  if (value.kvlistValue !== undefined) return attributesOf(value.kvlistValue.values);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? null;
}
