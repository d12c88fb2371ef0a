import { uncompress } from 'snappyjs';

const NEWLINE = 0x0a;
/** The fields that lead to each record: of logproto.PushRequest streams and entries. */
const LOKI_ENTRIES = [1, 2];
/** Of OTLP's ExportLogsServiceRequest resource logs, scope logs and log records. */
const OTLP_RECORDS = [1, 2, 2];
const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH = 2;

/** What a request says of its body. */
export interface BodyKind {
  /** The request's path, which tells the protocol: Loki's push, OTLP's logs, Elasticsearch's bulk; else JSON lines. */
  readonly path: string;
  readonly contentType: string;
}

/** How many records are in a body, with no compression but Loki's snappy. Throws where it is not what it should be. */
export function countRecords({ path, contentType }: BodyKind, body: Buffer): number {
  const isProtobuf = contentType.includes('protobuf');
  if (path.endsWith('/v1/logs') && isProtobuf) return countMessages(body, 0, body.length, OTLP_RECORDS);
  if (path.endsWith('/push')) {
    if (!isProtobuf) return countLokiJson(body);
    const text = Buffer.from(uncompress(body));
    return countMessages(text, 0, text.length, LOKI_ENTRIES);
  }
  const lines = countLines(body);
  return path.endsWith('/_bulk') ? lines / 2 : lines;
}

/** Lines that are not empty, also a last one without a newline. */
function countLines(body: Buffer): number {
  let lines = 0;
  let start = 0;
  for (let end = body.indexOf(NEWLINE); end !== -1; end = body.indexOf(NEWLINE, start)) {
    if (end > start) lines++;
    start = end + 1;
  }
  return start < body.length ? lines + 1 : lines;
}

function countLokiJson(body: Buffer): number {
  const { streams }: { streams: { values: unknown[] }[] } = JSON.parse(body.toString('utf8'));
  return streams.reduce((sum, { values }) => sum + values.length, 0);
}

/** How many messages are at the end of a path of fields (protobuf.dev, "Encoding"); all others are stepped over. */
function countMessages(body: Buffer, start: number, end: number, [wanted, ...deeper]: readonly number[]): number {
  let at = start;
  let count = 0;

  function varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = body.readUInt8(at++);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  while (at < end) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === WIRE_VARINT) varint();
    else if (wireType !== WIRE_LENGTH) at += wireType === WIRE_FIXED64 ? 8 : 4;
    else {
      const length = varint();
      if (at + length > end) throw new RangeError('a message ends within a field');
      if (tag >> 3 === wanted) count += deeper.length === 0 ? 1 : countMessages(body, at, at + length, deeper);
      at += length;
    }
  }
  return count;
}
