import type { LogSource } from '../record/log-source.js';
import { RecordFlag } from '../record/record-block.js';
import { createRowTemplate, type RowParts, type RowTemplate } from './row-template.js';

/** What every record gets besides what its source and its line say. */
export interface StaticFields {
  /** The node's name, where it is known. */
  readonly node?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The constant parts of a source's records in schema `flat`: what stands before the time is the same for all, and what
 * stands between the time and the message differs by the stream alone.
 */
export interface FlatTemplate {
  readonly betweenStdout: Buffer;
  readonly betweenStderr: Buffer;
  /** For raw lines, which have no stream. */
  readonly betweenRaw: Buffer;
  /** All of it for the records that have no rare flag. */
  readonly rows: RowTemplate;
}

/** What stands before the time of every record, and behind its message. */
export const TIME_KEY: Buffer = Buffer.from('{"time":"');
export const RECORD_END: Buffer = Buffer.from('"}\n');

/** What ends each part: the flags of a record that has any stand before it. */
export const MESSAGE_KEY = '"message":"';

/** Makes a source's template; the order of the fields is that of the contract's example. */
export function createFlatTemplate(source: LogSource, fields: StaticFields): FlatTemplate {
  const constant = constantFields(source, fields);
  const betweenStdout = between({ stream: 'stdout', ...constant });
  const betweenStderr = between({ stream: 'stderr', ...constant });
  const betweenRaw = between(constant);
  const rows = createRowTemplate(rowParts(betweenRaw), rowParts(betweenStdout), rowParts(betweenStderr));
  return { betweenStdout, betweenStderr, betweenRaw, rows };
}

/** The part for a record's flags. */
export function betweenFor(template: FlatTemplate, flags: number): Buffer {
  if ((flags & RecordFlag.stdout) !== 0) return template.betweenStdout;
  return (flags & RecordFlag.stderr) !== 0 ? template.betweenStderr : template.betweenRaw;
}

function rowParts(beforeMessage: Buffer): RowParts {
  return { beforeTime: TIME_KEY, beforeMessage, afterMessage: RECORD_END };
}

function constantFields(source: LogSource, { node, labels }: StaticFields): Record<string, unknown> {
  const { namespace, pod, uid, container, restart } = source.metadata;
  const parsed = restart !== undefined;
  const hasLabels = Object.keys(labels).length > 0;
  // JSON.stringify leaves out what is undefined.
  return {
    namespace,
    pod,
    uid,
    container,
    restart,
    container_id: source.containerId,
    node,
    labels: hasLabels ? labels : undefined,
    path: parsed ? undefined : source.path,
  };
}

/** From the quote that ends the time to the quote that begins the message, both included. */
function between(fields: Record<string, unknown>): Buffer {
  const inside = JSON.stringify(fields).slice(1, -1);
  return Buffer.from(`",${inside}${inside === '' ? '' : ','}${MESSAGE_KEY}`);
}
