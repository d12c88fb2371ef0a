import { createNamesFilter } from '../discover/filter.js';
import type { DefinedTransform } from '../pipeline/program-parts.js';
import type { LogSource, PodMetadata } from '../record/log-source.js';
import { copyRow, type RecordBlock, RecordFlag } from '../record/record-block.js';
import { messageText, setMessageText } from '../transform/message-text.js';
import type { CountDropped } from '../transform/transform.js';

/** A transform of a program's own. It comes after those of the configuration, and costs an object a record. */
export interface TransformDefinition {
  /** In messages. */
  readonly name: string;
  /** Whose logs, as in the configuration: patterns, a leading `!` excludes. Not given: all. */
  readonly match?: {
    readonly namespace?: readonly string[];
    readonly pod?: readonly string[];
    readonly container?: readonly string[];
  };
  /**
   * Says what becomes of a record: it continues as it is, goes no further (and counts as settled, and in
   * `counters.filtered`), or continues with another message. Called for each record, in the order of its log. Where it
   * throws, `run` rejects, and the record is not settled.
   */
  apply(record: TransformRecord): 'keep' | 'drop' | { readonly message: string };
}

/** What a transform is shown of a record. */
export interface TransformRecord {
  /** Without the newline at its end. */
  readonly message: string;
  /** The runtime's own text: RFC 3339. */
  readonly time: string;
  /** Not given where no container runtime wrote the file. */
  readonly stream?: 'stdout' | 'stderr';
  /** Of the log, as it was found. */
  readonly path: string;
  readonly metadata: PodMetadata;
}

/** Makes a transform of a program's own. */
export function defineTransform(definition: TransformDefinition): DefinedTransform {
  const { namespace = [], pod = [], container = [] } = definition.match ?? {};
  const mismatches = createNamesFilter({ namespace, pod, container });
  return {
    forSource(source, countDropped) {
      if (mismatches(source.metadata).length > 0) return undefined;
      return { apply: (block) => applyToRows(block, source, definition, countDropped) };
    },
  };
}

function applyToRows(
  block: RecordBlock,
  source: LogSource,
  definition: TransformDefinition,
  countDropped: CountDropped,
): void {
  let to = 0;
  for (let row = 0; row < block.count; row++) {
    const result = applyTo(recordOf(block, row, source), definition);
    if (result === 'drop') continue;
    if (result !== 'keep') setMessageText(block, row, result.message.toWellFormed());
    if (to !== row) copyRow(block, row, to);
    to++;
  }
  if (to < block.count) countDropped('filtered', block.count - to);
  block.count = to;
}

function applyTo(record: TransformRecord, definition: TransformDefinition) {
  try {
    return definition.apply(record);
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    throw new Error(`the transform ${definition.name} failed on a record of ${record.path}: ${message}`, {
      cause: error,
    });
  }
}

function recordOf(block: RecordBlock, row: number, { path, metadata }: LogSource): TransformRecord {
  const flags = block.flags[row]!;
  const time = block.bytes.toString('latin1', block.timeStart[row]!, block.timeEnd[row]!);
  const record = { message: messageText(block, row), time, path, metadata };
  if ((flags & RecordFlag.stdout) !== 0) return { ...record, stream: 'stdout' };
  return (flags & RecordFlag.stderr) !== 0 ? { ...record, stream: 'stderr' } : record;
}
