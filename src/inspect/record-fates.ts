import { createJsonEncoder } from '../encode/json/json-encoder.js';
import { SCHEMAS } from '../encode/record-schemas.js';
import type { TransformSurroundings } from '../pipeline/source-transforms.js';
import { createPayload, resetPayload } from '../record/payload.js';
import { recordBytes } from '../record/payload-records.js';
import type { RecordBlock } from '../record/record-block.js';
import type { WrapTransform } from '../transform/create-transforms.js';
import type { Transform } from '../transform/transform.js';

/** What became of a record: it left the transforms, or the one that this key of the configuration asks for dropped it. */
export type RecordFate =
  | { readonly kind: 'result'; readonly json: string }
  | { readonly kind: 'dropped'; readonly json: string; readonly by: Parameters<WrapTransform>[1] };

/** Sees what becomes of the records of one source, which is one file. */
export interface RecordFates extends Pick<TransformSurroundings, 'counterFor' | 'wrap'> {
  /** A block has left the transforms. */
  append(block: RecordBlock): void;
  /** Takes what was seen since the last time, in the order of the file. */
  take(): RecordFate[];
}

export function createRecordFates(): RecordFates {
  const encode = createRowPrinter();
  let seen: (RecordFate & { readonly offset: number })[] = [];
  let dropped = 0;

  function watched(transform: Transform, by: Parameters<WrapTransform>[1]): Transform {
    const { holding } = transform;
    return {
      ...(holding === undefined ? {} : { holding }),
      apply(block, origin) {
        const before = encode(block);
        const droppedBefore = dropped;
        transform.apply(block, origin);
        if (dropped === droppedBefore) return;
        const left = new Set(block.offset.subarray(0, block.count));
        for (const { offset, json } of before) if (!left.has(offset)) seen.push({ kind: 'dropped', offset, json, by });
      },
    };
  }

  return {
    counterFor: () => (_reason, records) => {
      dropped += records;
    },
    wrap: watched,
    append(block) {
      for (const row of encode(block)) seen.push({ kind: 'result', ...row });
    },
    take() {
      const fates = seen.sort((one, other) => one.offset - other.offset);
      seen = [];
      return fates;
    },
  };
}

/** Prints the records of a block as JSON of schema `flat`, each with its offset. */
export function createRowPrinter(): (block: RecordBlock) => { readonly offset: number; readonly json: string }[] {
  const encoder = createJsonEncoder(SCHEMAS.flat, { labels: {} });
  const payload = createPayload(64 * 1024);
  return (block) => {
    if (block.count === 0) return [];
    resetPayload(payload);
    encoder.append(block, 0, payload, { bytes: Number.POSITIVE_INFINITY, records: Number.POSITIVE_INFINITY });
    return Array.from({ length: payload.records }, (_, record) => ({
      offset: block.offset[record]!,
      json: recordBytes(payload, record).toString('utf8').trimEnd(),
    }));
  };
}
