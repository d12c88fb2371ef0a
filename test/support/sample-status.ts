import { createCounters } from '../../src/record/counters.js';
import type { FileStatus, LogStatus } from '../../src/record/log-status.js';
import type { PipelineStatus } from '../../src/record/pipeline-status.js';
import type { SinkStatus } from '../../src/record/sink-status.js';

/** How a pipeline may be doing: everything is well, and one log is followed. */
export function sampleStatus(changes: Partial<PipelineStatus> = {}): PipelineStatus {
  return {
    version: '0.1.0',
    startedAt: 1_763_990_000_000,
    time: 1_763_993_600_000,
    isReady: true,
    counters: {
      ...createCounters(),
      bytesRead: 734_003_200,
      records: 3_801_234,
      partial: 3,
      truncated: 1,
      rateLimited: 40,
      unparsed: 2,
      matched: { slow: 7 },
    },
    logs: [sampleLog()],
    sinks: [sampleSink()],
    watches: { active: 824, missing: 0 },
    memoryLimit: 67_108_864,
    configuration: { loadedAt: 1_763_990_000_000, applied: 0, refused: 0 },
    catchUp: { behind: 2, bytesPerSecond: 4_194_304, order: 'newest', backlogBytes: 73_400_320 },
    pods: {
      from: 'the kubelet at https://10.0.0.7:10250',
      known: 110,
      unknown: 1,
      asked: 3,
      failed: 1,
      problem: 'it is away',
    },
    positions: { isSaved: true, savedAt: 1_763_993_554_000, failures: 0 },
    ...changes,
  };
}

/** A log of the pod of that name. */
export function sampleLog(pod = 'web-1', changes: Partial<LogStatus> = {}): LogStatus {
  const folder = `/var/log/pods/shop_${pod}_2681cb7f-daa4-4620-bb60-1d449709181c/nginx`;
  return {
    path: `${folder}/3.log`,
    metadata: { namespace: 'shop', pod, uid: '2681cb7f-daa4-4620-bb60-1d449709181c', container: 'nginx', restart: 3 },
    files: [sampleFile({ target: `${folder}/3.log` })],
    readBytes: 1_044_480,
    settledBytes: 1_044_480,
    rotations: 2,
    rateLimited: 25,
    watch: { isProven: true },
    abandoned: { deleted: 0, truncated: 0, deletedFileGrace: 0, damaged: 0 },
    ...changes,
  };
}

export function sampleFile(changes: Partial<FileStatus> = {}): FileStatus {
  return {
    target: '/var/log/app.log',
    isLive: true,
    size: 1_048_576,
    read: 1_044_480,
    settled: 1_044_480,
    inFlight: 0,
    waiting: 0,
    lagBytes: 4096,
    lagSeconds: 0.25,
    ...changes,
  };
}

export function sampleSink(changes: Partial<SinkStatus> = {}): SinkStatus {
  return {
    name: 'loki',
    optional: false,
    state: 'up',
    heldBytes: 2_097_152,
    inFlightBytes: 1_048_576,
    lanes: 4,
    batches: 5120,
    records: 3_801_000,
    bytes: 914_358_272,
    sentBytes: 91_435_827,
    requests: { counts: [0, 4000, 900, 100, 100, 12, 6, 4, 0, 0, 1, 0, 0, 0], seconds: 61.5 },
    retries: 3,
    retriesBy: { no_answer: 2, status_503: 1 },
    splits: 0,
    rejected: {},
    deadLetters: 0,
    deadLettersLost: 0,
    lost: 0,
    dropped: 0,
    apart: 0,
    truncated: 0,
    truncatedBytes: 0,
    destinations: {
      ...{ count: 2, retrying: 1, aside: 1, heldBytes: 4096 },
      shown: [
        { name: '{pod="noisy"}', state: 'retrying', isAside: true, heldBytes: 4096, refusals: 7 },
        { name: 'shop', state: 'up', isAside: false, heldBytes: 0, refusals: 0 },
      ],
    },
    ...changes,
  };
}
