import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource, PodMetadata } from '../record/log-source.js';
import type { PodDetails } from '../record/pod-details.js';
import type { PodsStatus } from '../record/pods-status.js';
import { createAlarm } from './alarm.js';
import type { PodsByKey } from './parse-pod-list.js';
import type { PodDirectory } from './pod-directory.js';
import { podKey } from './pod-key.js';
import type { KeptPod, PodStore } from './pod-store.js';

export interface PodBookOptions {
  readonly directory: PodDirectory;
  /** Where pods outlive podtail; not given: they do not. */
  readonly store?: PodStore | undefined;
  readonly diagnostics: Diagnostics;
  /** Milliseconds, never falling. */
  now(): number;
  /** Milliseconds since 1970. */
  wallTime(): number;
  /** Whether something is at a path. */
  isThere(path: string): boolean;
  /** Something else is known of the pods of these keys than before, or their logs wait no more. Not called within a call. */
  onChange(keys: ReadonlySet<string>): void;
}

/** What is known of the pods whose logs are there. */
export interface PodBook {
  /** A log is there: its pod is asked for, unless it is known. */
  found(source: LogSource): void;
  /** The log at that path is gone. What is known of its pod stays as long as the pod's files, and a minute. */
  gone(path: string): void;
  detailsOf(metadata: PodMetadata): PodDetails | undefined;
  /** Whether the log's lines are to wait no more: its pod is known, or will not be known in time. */
  isReady(metadata: PodMetadata): boolean;
  /** Forgets pods whose files are gone. To be called every so often. */
  tidy(): void;
  status(): PodsStatus;
  close(): void;
}

/** How long lines wait for what is to be known of their pod, in milliseconds. */
const LONGEST_WAIT = 2000;
/** After how long it is asked again when there was no answer, in milliseconds; twice as long each time, up to the second. */
const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 60_000;
/** How long a pod's files may be missing before it is forgotten, in milliseconds: mounts come late. */
const GRACE = 60_000;
/** How often it is looked for pods to forget, in milliseconds. */
const TIDY_EVERY = 10_000;
/** The most pods that are kept: far more than a node runs at a time. */
const MOST_PODS = 2000;
const PROBLEM = 'pods';

interface Entry {
  readonly key: string;
  readonly folder: string;
  details: PodDetails | undefined;
  /** Paths of the logs that are there. */
  readonly logs: Set<string>;
  /**
   * When its logs wait no more, by the clock. Undefined until it can be asked for: podtail may be busy for a while with
   * the logs that it finds at its start.
   */
  waitsUntil: number | undefined;
  isReleased: boolean;
  /** When it is to be asked for, by the clock. */
  askAt: number;
  /** How often an answer did not have it. */
  misses: number;
  /** Since when its files are missing, in milliseconds since 1970. */
  missingSince: number | undefined;
}

export function createPodBook(options: PodBookOptions): PodBook {
  const { directory, store, diagnostics, now, wallTime, isThere, onChange } = options;
  const entries = new Map<string, Entry>();
  const keyOfPath = new Map<string, string>();
  /** Of the latest answer: all pods of the node, also those that have no logs yet. */
  let latest: PodsByKey = new Map();
  let lastAskAt = Number.NEGATIVE_INFINITY;
  let isAsking = false;
  let failuresInRow = 0;
  /** Before that, nothing is asked. */
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let tidiedAt = now();
  const totals = { asked: 0, failed: 0 };
  let problem: string | undefined;
  const closing = new AbortController();
  const askAlarm = createAlarm(now, () => void ask());
  const releaseAlarm = createAlarm(now, () =>
    release(({ waitsUntil }) => waitsUntil !== undefined && waitsUntil <= now()),
  );
  const beginAlarm = createAlarm(now, beginWaiting);

  for (const { key, folder, missingSince, labels, annotations } of store?.load() ?? []) {
    entries.set(key, { ...createEntry(key, folder), details: { labels, annotations }, missingSince });
  }

  function createEntry(key: string, folder: string): Entry {
    const state = { details: undefined, isReleased: false, misses: 0, missingSince: undefined, waitsUntil: undefined };
    return { key, folder, logs: new Set(), askAt: now(), ...state };
  }

  function beginWaiting(): void {
    for (const entry of unknownOnes()) entry.waitsUntil ??= now() + LONGEST_WAIT;
    plan();
  }

  const unknownOnes = (): Entry[] => [...entries.values()].filter(({ details }) => details === undefined);

  /** Sets the alarms for what is to be done next. */
  function plan(): void {
    if (closing.signal.aborted) return;
    const unknown = unknownOnes();
    const askAt = Math.min(...unknown.map((entry) => entry.askAt));
    if (!isAsking) askAlarm.set(Math.max(askAt, lastAskAt + directory.gap, pausedUntil));
    releaseAlarm.set(Math.min(...unknown.flatMap((entry) => (entry.isReleased ? [] : (entry.waitsUntil ?? [])))));
  }

  async function ask(): Promise<void> {
    isAsking = true;
    lastAskAt = now();
    totals.asked++;
    const asked = new Set(unknownOnes());
    const answer = await directory.ask(closing.signal);
    isAsking = false;
    if (closing.signal.aborted) return;
    if (answer.kind === 'pods') take(answer.pods, asked);
    else fail(answer.reason);
  }

  /** @param asked the pods that the question was for; of others, that the answer does not have them says nothing */
  function take(pods: PodsByKey, asked: ReadonlySet<Entry>): void {
    failuresInRow = 0;
    problem = undefined;
    diagnostics.solved(PROBLEM, `${directory.name} returns the labels of pods again`);
    latest = pods;
    const changed = new Set<string>();
    for (const entry of entries.values()) {
      const details = pods.get(entry.key);
      if (details === undefined) {
        if (entry.details === undefined && asked.has(entry)) miss(entry);
      } else if (!isDeepStrictEqual(entry.details, details)) {
        entry.details = details;
        changed.add(entry.key);
      }
    }
    if (changed.size > 0) {
      save();
      onChange(changed);
    }
    if (directory.isComplete) release((entry) => entry.misses > 0);
    plan();
  }

  function miss(entry: Entry): void {
    entry.askAt = now() + directory.retryAfter(entry.misses);
    entry.misses++;
  }

  function fail(reason: string): void {
    totals.failed++;
    problem = reason;
    pausedUntil = now() + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** failuresInRow++);
    const what = `${directory.name} did not return the labels of pods: ${reason}`;
    diagnostics.problem(PROBLEM, `${what}; podtail ships lines of new pods without labels`, {});
    // They would wait in vain.
    release(({ waitsUntil }) => waitsUntil !== undefined && waitsUntil <= pausedUntil);
    plan();
  }

  /** Lets logs wait no more. */
  function release(isOver: (entry: Entry) => boolean): void {
    const released = unknownOnes().filter((entry) => !entry.isReleased && isOver(entry));
    for (const entry of released) entry.isReleased = true;
    if (released.length > 0) onChange(new Set(released.map(({ key }) => key)));
    plan();
  }

  function save(): void {
    if (store === undefined) return;
    const kept = [...entries.values()].flatMap(({ key, folder, details, logs, missingSince }) =>
      details === undefined ? [] : [{ isLive: logs.size > 0, pod: keptPod(key, folder, details, missingSince) }],
    );
    kept.sort((one, other) => Number(other.isLive) - Number(one.isLive));
    store.save(kept.slice(0, MOST_PODS).map(({ pod }) => pod));
  }

  return {
    found({ path: log, metadata }) {
      const key = podKey(metadata);
      if (key === undefined) return;
      const entry = entries.get(key) ?? createEntry(key, folderOf(log, metadata));
      entries.set(key, entry);
      entry.logs.add(log);
      entry.missingSince = undefined;
      keyOfPath.set(log, key);
      if (entry.details !== undefined) return;
      entry.details = latest.get(key);
      if (entry.details !== undefined) save();
      // In the pause after a failure nobody waits.
      else if (now() + LONGEST_WAIT <= pausedUntil) entry.isReleased = true;
      if (entry.details === undefined) beginAlarm.set(now());
    },
    gone(log) {
      const entry = entries.get(keyOfPath.get(log) ?? '');
      keyOfPath.delete(log);
      entry?.logs.delete(log);
      if (entry !== undefined && entry.logs.size === 0 && entry.details === undefined) entries.delete(entry.key);
    },
    detailsOf(metadata) {
      const key = podKey(metadata);
      return key === undefined ? undefined : entries.get(key)?.details;
    },
    isReady(metadata) {
      const key = podKey(metadata);
      const entry = key === undefined ? undefined : entries.get(key);
      return entry === undefined || entry.details !== undefined || entry.isReleased;
    },
    tidy() {
      if (now() - tidiedAt < TIDY_EVERY) return;
      tidiedAt = now();
      const time = wallTime();
      for (const entry of entries.values()) {
        if (entry.logs.size > 0 || isThere(entry.folder)) entry.missingSince = undefined;
        else entry.missingSince ??= time;
        const missingFor = time - (entry.missingSince ?? time);
        if (missingFor > GRACE) entries.delete(entry.key);
        // The clock was set back.
        if (missingFor < 0) entry.missingSince = time;
      }
      save();
    },
    status() {
      const live = [...entries.values()].filter(({ logs }) => logs.size > 0);
      const known = live.filter(({ details }) => details !== undefined).length;
      const counts = { from: directory.name, known, unknown: live.length - known, ...totals };
      return problem === undefined ? counts : { ...counts, problem };
    },
    close() {
      closing.abort();
      beginAlarm.clear();
      askAlarm.clear();
      releaseAlarm.clear();
    },
  };
}

function keptPod(key: string, folder: string, details: PodDetails, missingSince: number | undefined): KeptPod {
  const { labels, annotations } = details;
  return { key, folder, labels, annotations, ...(missingSince !== undefined && { missingSince }) };
}

/** The pod's folder, where the path is the kubelet's; else the log itself. */
function folderOf(log: string, { uid }: PodMetadata): string {
  const folder = path.dirname(path.dirname(log));
  return uid !== undefined && path.basename(folder).endsWith(`_${uid}`) ? folder : log;
}
