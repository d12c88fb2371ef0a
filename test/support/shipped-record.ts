import type { ContainerRun } from './container-run.js';
import type { WrittenLine } from './written-line.js';

/** A record of schema `flat` as podtail writes it to standard output. */
export interface ShippedRecord {
  readonly time: string;
  readonly stream?: string;
  readonly namespace?: string;
  readonly pod?: string;
  readonly uid?: string;
  readonly container?: string;
  readonly restart?: number;
  readonly container_id?: string;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly message: string;
  readonly partial?: boolean;
  readonly truncated?: boolean;
  readonly malformed?: boolean;
}

/** The records that have to come out for all that a container run wrote so far, in the order of its log. */
export function expectedRecords(run: ContainerRun): ShippedRecord[] {
  return run.written.map((line) => expectedRecord(run, line));
}

/** The record that has to come out for a line of a container run. */
export function expectedRecord(run: ContainerRun, { time, stream, text, partial }: WrittenLine): ShippedRecord {
  const { namespace, pod, uid, container, restart, files } = run;
  return {
    time,
    stream,
    namespace,
    pod,
    uid,
    container,
    restart,
    ...(files.containerId === undefined ? {} : { container_id: files.containerId }),
    message: text,
    ...(partial === undefined ? {} : { partial }),
  };
}

/** The same text for records with the same fields, in whatever order. */
export function recordText(record: ShippedRecord): string {
  return JSON.stringify(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
