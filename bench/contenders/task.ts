import type { ContainerRun } from '../../test/support/container-run.js';
import type { LogFormat } from '../result.js';

/** What the path of a log says of each of its lines, named and ordered as in podtail's records. */
export interface PathFields {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly container: string;
  readonly restart: number;
  /** Docker's alone. */
  readonly container_id?: string;
}

/** What a baseline has to do; it gets this as JSON in its first argument. */
export interface BaselineTask {
  readonly path: string;
  readonly format: LogFormat;
  readonly fields: PathFields;
}

/** What a baseline says that it did; it prints this as JSON. */
export interface BaselineReport {
  /** Of input. */
  readonly bytes: number;
  /** 0 where lines are not looked at. */
  readonly lines: number;
}

export function readTask(): BaselineTask {
  return JSON.parse(process.argv[2]!);
}

export function printReport(report: BaselineReport): void {
  process.stdout.write(JSON.stringify(report));
}

export function pathFields({ namespace, pod, uid, container, restart, files }: ContainerRun): PathFields {
  const { containerId } = files;
  const fields = { namespace, pod, uid, container, restart };
  return containerId === undefined ? fields : { ...fields, container_id: containerId };
}
