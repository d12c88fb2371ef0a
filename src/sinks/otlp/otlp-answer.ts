import { protobufFields } from '../../format/protobuf-fields.js';
import type { HttpAnswer } from '../http/http-client.js';

/** What a collector says of an export that it took. */
interface ExportAnswer {
  /** How many log records it will never take; it does not say which. */
  readonly rejected: number;
  /** Why, or what it wants to say otherwise. */
  readonly message: string;
}

type Body = Pick<HttpAnswer, 'headers' | 'body'>;

const NOTHING_REJECTED: ExportAnswer = { rejected: 0, message: '' };
/** Numbers of fields: ExportLogsServiceResponse, its ExportLogsPartialSuccess, and google.rpc.Status. */
const PARTIAL_SUCCESS = 1;
const REJECTED_LOG_RECORDS = 1;
const ERROR_MESSAGE = 2;
const STATUS_MESSAGE = 2;

/** Reads an ExportLogsServiceResponse, in protobuf or JSON; one that cannot be read rejects nothing. */
export function readExportAnswer(answer: Body): ExportAnswer {
  try {
    return isJson(answer) ? fromJson(answer.body) : fromProtobuf(answer.body);
  } catch {
    return NOTHING_REJECTED;
  }
}

/** The message of a google.rpc.Status, in protobuf or JSON; undefined where the answer has none. */
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
    // What is neither is shown as it stands.
  }
  return undefined;
}

function fromJson(body: Buffer): ExportAnswer {
  const { partialSuccess } = JSON.parse(body.toString('utf8')) as {
    partialSuccess?: { rejectedLogRecords?: unknown; errorMessage?: unknown } | null;
  };
  const { rejectedLogRecords = 0, errorMessage = '' } = partialSuccess ?? {};
  const rejected = Number(rejectedLogRecords);
  return { rejected: Number.isFinite(rejected) ? rejected : 0, message: String(errorMessage) };
}

function fromProtobuf(body: Buffer): ExportAnswer {
  let { rejected, message } = NOTHING_REJECTED;
  for (const partial of protobufFields(body)) {
    if (partial.number !== PARTIAL_SUCCESS) continue;
    for (const { number, value, bytes } of protobufFields(partial.bytes)) {
      if (number === REJECTED_LOG_RECORDS) rejected = Number(value);
      else if (number === ERROR_MESSAGE) message = bytes.toString('utf8');
    }
  }
  return { rejected, message };
}

function isJson({ headers }: Body): boolean {
  return String(headers['content-type']).startsWith('application/json');
}

function isProtobuf({ headers }: Body): boolean {
  return String(headers['content-type']).startsWith('application/x-protobuf');
}
