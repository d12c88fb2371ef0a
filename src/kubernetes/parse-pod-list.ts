import { isObject } from '../record/is-object.js';
import type { PodDetails } from '../record/pod-details.js';
import { podKeys } from './pod-key.js';

/** Pods by each of their keys (see `podKeys`). */
export type PodsByKey = ReadonlyMap<string, PodDetails>;

/** What a text says of pods, or why it says nothing. */
export type ParsedPods =
  | { readonly ok: true; readonly pods: PodsByKey }
  | { readonly ok: false; readonly reason: string };

/**
 * The most that is kept of a pod, in bytes of names and values. Labels come first; an annotation that does not fit is
 * left out, as `kubectl.kubernetes.io/last-applied-configuration` usually is.
 */
const MOST_BYTES = 16 * 1024;

/**
 * Where a static pod's folder is named by another uid than the API server's copy of it ("mirror pod") has: the kubelet
 * writes that uid into these annotations of the copy (kubernetes `pkg/kubelet/types/pod_update.go`).
 */
const STATIC_UIDS = ['kubernetes.io/config.hash', 'kubernetes.io/config.mirror'];

/**
 * Reads a `v1.PodList` as JSON, as the kubelet's `/pods` and `kubectl get pods -o json` give it, or a mapping of uids to
 * `{ labels, annotations }`. An item that is no pod is left out.
 */
export function parsePodList(text: string): ParsedPods {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, reason: `it is not JSON: ${(error as Error).message}` };
  }
  if (!isObject(value)) return { ok: false, reason: 'it is not a list of pods' };
  // Go writes a list without items as null.
  if (Object.hasOwn(value, 'items')) {
    const items = value.items ?? [];
    if (!Array.isArray(items)) return { ok: false, reason: 'its items are not a list' };
    return { ok: true, pods: new Map(items.flatMap(readItem)) };
  }
  if (Object.hasOwn(value, 'kind')) return { ok: false, reason: `it is a ${String(value.kind)}, not a PodList` };
  const entries = Object.entries(value).flatMap(([uid, details]): [string, PodDetails][] =>
    isObject(details) ? [[uid, readDetails(details)]] : [],
  );
  return { ok: true, pods: new Map(entries) };
}

function readItem(item: unknown): [string, PodDetails][] {
  const metadata = isObject(item) ? item.metadata : undefined;
  if (!isObject(metadata)) return [];
  const details = readDetails(metadata);
  const { uid, namespace, name: pod } = metadata;
  const uids = [uid, ...STATIC_UIDS.map((name) => details.annotations[name])];
  const names = typeof namespace === 'string' && typeof pod === 'string' ? { namespace, pod } : {};
  const keys = uids.flatMap((each) =>
    typeof each === 'string' && each !== '' ? podKeys({ uid: each, ...names }) : [],
  );
  return [...new Set(keys)].map((key) => [key, details]);
}

function readDetails({ labels, annotations }: Readonly<Record<string, unknown>>): PodDetails {
  const budget = { left: MOST_BYTES };
  return { labels: texts(labels, budget), annotations: texts(annotations, budget) };
}

/** The texts of a mapping, as long as there is room for them. */
function texts(value: unknown, budget: { left: number }): Record<string, string> {
  if (!isObject(value)) return {};
  const kept = Object.entries(value).filter((entry): entry is [string, string] => {
    const [name, text] = entry;
    if (typeof text !== 'string') return false;
    const bytes = Buffer.byteLength(name) + Buffer.byteLength(text);
    if (bytes > budget.left) return false;
    budget.left -= bytes;
    return true;
  });
  return Object.fromEntries(kept.map(([name, text]) => [name, text.toWellFormed()]));
}
