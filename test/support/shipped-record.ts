import type { ContainerRun } from './container-run.js';

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
  readonly path?: string;
  readonly message: string;
  readonly partial?: boolean;
  readonly truncated?: boolean;
  readonly malformed?: boolean;
}

/** The records that have to come out for all that a container run wrote so far, in the order of its log. */
export function expectedRecords(run: ContainerRun): ShippedRecord[] {
  const { namespace, pod, uid, container, restart, files } = run;
  return run.written.map(({ time, stream, text, partial }) => ({
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
  }));
}
