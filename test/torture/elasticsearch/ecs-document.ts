import type { ShippedRecord } from '../../support/shipped-record.js';

/** A document of schema `ecs`, of a node without a name. */
export interface EcsDocument {
  readonly '@timestamp': string;
  readonly stream?: string;
  readonly kubernetes?: {
    readonly namespace: string;
    readonly pod: { readonly name: string; readonly uid: string };
    readonly container: { readonly name: string; readonly restart_count: number };
  };
  readonly container?: { readonly id: string };
  readonly message: string;
  readonly log: {
    readonly offset: number;
    readonly file?: { readonly path: string };
    readonly flags?: readonly string[];
  };
}

/** The same as a record of schema `flat`; fields that no document should have are kept, so that they are noticed. */
export function flatOf(document: EcsDocument): ShippedRecord {
  const { '@timestamp': time, kubernetes, container, log, ...rest } = document;
  const { offset: _, file, flags, ...unknown } = log;
  const { namespace, pod, container: named } = kubernetes ?? {};
  const fields = {
    namespace,
    pod: pod?.name,
    uid: pod?.uid,
    container: named?.name,
    restart: named?.restart_count,
    container_id: container?.id,
    path: file?.path,
    ...Object.fromEntries((flags ?? []).map((flag) => [flag, true])),
  };
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...rest, ...unknown, time, ...Object.fromEntries(known) };
}
