import { protobufFields } from '../../format/protobuf-fields.js';
import type { HttpAnswer } from '../http/http-client.js';

/** A collector's answer to an export that it took. */
interface ExportAnswer {
  /** The number of records that it refused for good. It does not say which. */
  readonly rejected: number;
  /** The reason, or another message. */
  readonly message: string;
}

type Body = Pick<HttpAnswer, 'headers' | 'body'>;

/** Field numbers of ExportLogsServiceResponse, its ExportLogsPartialSuccess, and google.rpc.Status. */
const PARTIAL_SUCCESS = 1;
const REJECTED_LOG_RECORDS = 1;
const ERROR_MESSAGE = 2;
const STATUS_MESSAGE = 2;
/** Bytes at the beginning of an answer without a content type that show whether it is JSON. */
const BEGINNING = 64;

/**
 * Reads an ExportLogsServiceResponse in protobuf or JSON. Undefined if the answer is something else, which means that
 * no collector sent it. An empty answer is an empty message.
 */
export function readExportAnswer(answer: Body): ExportAnswer | undefined {
  try {
    if (answer.body.length === 0) return { rejected: 0, message: '' };
    if (isText(answer)) return undefined;
    return isJson(answer) ? fromJson(answer.body) : fromProtobuf(answer.body);
  } catch {
    return undefined;
  }
}

/** Whether an answer is a google.rpc.Status of a collector. The JSON of a gateway has at most a message. */
export function isStatus(answer: Body): boolean {
  if (isProtobuf(answer)) return true;
  if (!isJson(answer)) return false;
  try {
    const { code } = JSON.parse(answer.body.toString('utf8')) as { code?: unknown };
    return typeof code === 'number';
  } catch {
    return false;
  }
}

/** The message of a google.rpc.Status in protobuf or JSON. Undefined if the answer has none. */
export function readStatusMessage(answer: Body): string | undefined {
  try {
    if (isJson(answer)) {
      const { message } = JSON.parse(answer.body.toString('utf8')) as { message?: unknown };
      return typeof message === 'string' ? message : undefined;
    }
    if (!isProtobuf(answer)) return undefined;
    for (const { number, bytes } of protobufFields(answer.body)) {
      if (number === STATUS_MESSAGE) return bytes.toString('utf8');
    }
  } catch {
    // Any other answer is shown unchanged.
  }
  return undefined;
}

/** Protobuf's JSON has names in two forms, and 64-bit numbers as texts; a reader has to take both (protobuf.dev, "ProtoJSON Format"). */
function fromJson(body: Buffer): ExportAnswer | undefined {
  const answer = asObject(JSON.parse(textOf(body)));
  if (answer === undefined) return undefined;
  const given = answer.partialSuccess ?? answer.partial_success;
  if (given === undefined || given === null) {
    return saysError(answer) ? undefined : { rejected: 0, message: '' };
  }
  const partial = asObject(given);
  if (partial === undefined) return undefined;
  const rejected = Number(partial.rejectedLogRecords ?? partial.rejected_log_records ?? 0);
  const message = partial.errorMessage ?? partial.error_message ?? '';
  return { rejected: Number.isFinite(rejected) ? Math.max(0, rejected) : 0, message: String(message) };
}

type JsonObject = Readonly<Record<string, unknown>>;

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** Some gateways report an error with 200, in a member of their own or with a google.rpc.Status. */
function saysError({ error, errors, success, ok, code, status }: JsonObject): boolean {
  if (error || success === false || ok === false) return true;
  if (Array.isArray(errors) ? errors.length > 0 : errors) return true;
  if (typeof status === 'string' && /^(error|fail(ed|ure)?)$/i.test(status)) return true;
  return typeof code === 'number' && code !== 0 && (code < 200 || code >= 300);
}

function textOf(body: Buffer): string {
  return body.toString('utf8').replace(/^\ufeff/, '');
}

function fromProtobuf(body: Buffer): ExportAnswer | undefined {
  let rejected = 0;
  let message = '';
  for (const partial of protobufFields(body)) {
    // Other fields may belong to a later version, which numbers them consecutively.
    if (partial.number === 0) return undefined;
    if (partial.number !== PARTIAL_SUCCESS) continue;
    for (const { number, value, bytes } of protobufFields(partial.bytes)) {
      if (number === REJECTED_LOG_RECORDS) rejected = Number(BigInt.asIntN(64, value));
      else if (number === ERROR_MESSAGE) message = bytes.toString('utf8');
    }
  }
  return { rejected: Math.max(0, rejected), message };
}

/** Some servers send JSON without saying so. */
function isJson(answer: Body): boolean {
  const type = typeOf(answer);
  return (
    type.startsWith('application/json') ||
    (type === '' && /^\ufeff?\s*\{\s*["}]/.test(answer.body.toString('utf8', 0, BEGINNING)))
  );
}

function isProtobuf(answer: Body): boolean {
  return typeOf(answer).startsWith('application/x-protobuf');
}

function isText(answer: Body): boolean {
  return typeOf(answer).startsWith('text/');
}

function typeOf({ headers }: Body): string {
  return String(headers['content-type'] ?? '').toLowerCase();
}
