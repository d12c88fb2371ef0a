import { createLedger } from '../checkpoint/ledger.js';
import type { Config } from '../config/config.js';
import type { ConfigResult } from '../config/load.js';
import { createDecodeContext } from '../decode/decode-context.js';
import { ownVersion } from '../os/own-version.js';
import { type Counters, createCounters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { PipelineStatus } from '../record/pipeline-status.js';
import { createRecordBlock } from '../record/record-block.js';
import type { TransformTally } from '../transform/transform.js';
import type { ConfigChanges } from './config-changes.js';
import { createDelivery } from './create-delivery.js';
import { createDropTallies } from './drop-tallies.js';
import { followFiles } from './follow-files.js';
import { followInput } from './follow-input.js';
import { createFollowStatus, type FollowStatus } from './follow-status.js';
import { createLiveTail } from './live-tail.js';
import { openState } from './open-state.js';
import { type PipelineConfig, withOwnSinks } from './pipeline-config.js';
import { monotonicNow, type PipelineParts } from './pipeline-parts.js';
import type { DefinedSink, DefinedTransform } from './program-parts.js';
import { createReloading, type OwnParts, type ReloadOutcome } from './reload.js';
import { createRunControl } from './run-control.js';
import { createStatusService, type StatusService } from './serve-status.js';
import { createSourceTransforms, type TransformSurroundings } from './source-transforms.js';
import { createSubscribers } from './subscribers.js';

/** Bytes of one read. Large enough for few system calls, and small enough for the caches of the processor. */
const READ_BYTES = 256 * 1024;
/** Records of one block. A read of very short lines fills several blocks. */
const BLOCK_RECORDS = 4096;

export interface PipelineOptions {
  readonly diagnostics: Diagnostics;
  /** Read this instead of the discovered files. */
  readonly input?: NodeJS.ReadableStream;
  /** Sinks that the program defined (see `defineSink`), instead of those of the configuration. */
  readonly sinks?: readonly DefinedSink[];
  /**
   * Transforms that the program defined (see `defineTransform`). They run in order, after those of the configuration.
   */
  readonly transforms?: readonly DefinedTransform[];
  /** Format of records for people on standard output. Not given: JSON. */
  readonly pretty?: PrettyOutput;
}

/** Records as text: `namespace/pod container | message`. */
export interface PrettyOutput {
  readonly color: boolean;
}

/** A pipeline that can be run once. */
export interface Pipeline {
  /** What has been done so far. */
  readonly counters: Counters;
  status(): PipelineStatus;
  /**
   * Follows and ships. Resolves when the run has ended: `once` has delivered everything, `stop` was called, the input
   * ended, or the reader of the sink has gone. Rejects on an unexpected error.
   */
  run(): Promise<void>;
  /**
   * Continues with another configuration. Files that stay are not opened again, and no record is lost or sent twice. A
   * sink with the same settings keeps what waits for it. A sink with other settings under the same name takes over what
   * waits. It also takes over a request in flight that has no answer within `shutdown.grace`, which the server may have
   * taken. A configuration that is invalid, or changes a fixed key, is refused and logged, and the old one stays. To be
   * called while `run` has not resolved.
   *
   * @param own sinks and transforms of the program from now on. Not given: the ones from before
   */
  reload(next: ConfigResult, own?: OwnParts): Promise<ReloadOutcome>;
  /**
   * Stops the reading. What was read is delivered within `shutdown.grace` before `run` resolves. If it is called before
   * `run`, or early in it, nothing is read.
   */
  stop(): void;
}

/**
 * Creates the stages for a configuration. Opens no log before `run`.
 *
 * @throws if two of the program's own sinks have the same name, or if there is no sink
 */
export function createPipeline(configured: Config, options: PipelineOptions): Pipeline {
  const first = withOwnSinks(configured, options.sinks);
  let own: OwnParts = options;
  const counters = createCounters();
  const control = createRunControl();
  let parts: PipelineParts | undefined;
  /** Set by the call of `run`. */
  let running: Promise<PipelineParts | undefined> = Promise.resolve(undefined);
  const following = createFollowStatus();
  const dropTallies = createDropTallies(counters, () => following.status().logs);
  const startedAt = Date.now();
  const status = (): PipelineStatus => {
    const followed = following.status();
    return {
      version: ownVersion(),
      startedAt,
      time: Date.now(),
      ...followed,
      logs: dropTallies.addTo(followed.logs),
      counters,
      sinks: parts?.delivery.status() ?? [],
      memoryLimit: (parts?.config ?? first).limits.memory,
      configuration: reloading.status(),
    };
  };
  const { diagnostics, pretty } = options;
  const tally: TransformTally = {
    unparsed(records) {
      counters.unparsed += records;
    },
    matched(name, records) {
      counters.matched[name] = (Object.hasOwn(counters.matched, name) ? counters.matched[name]! : 0) + records;
    },
  };
  const transformSurroundings = { counterFor: dropTallies.counterFor, tally, now: monotonicNow, wallTime: Date.now };
  const liveTail = createLiveTail(() => parts?.config ?? first);
  const service = createStatusService(status, liveTail, diagnostics);
  const reloading = createReloading({ service, diagnostics, pretty, transformSurroundings });
  return {
    counters,
    status,
    async run() {
      if (control.isStopped) return;
      const { promise, resolve } = promisedLater<PipelineParts | undefined>();
      running = promise;
      try {
        parts = await assemble(first, options, { counters, transformSurroundings, control, liveTail });
        await follow(parts, options.input, following, service, () => resolve(parts));
      } finally {
        resolve(undefined);
      }
    },
    async reload(next, given = own) {
      const outcome = await reloading.reload(running, next, given);
      if (outcome.kind === 'applied') own = given;
      return outcome;
    },
    stop: () => control.stop(),
  };
}

/** The parts that exist before the stages. */
interface Surroundings extends Pick<PipelineParts, 'counters' | 'control' | 'liveTail'> {
  readonly transformSurroundings: TransformSurroundings;
}

async function assemble(
  config: PipelineConfig,
  { diagnostics, pretty, transforms: ownTransforms }: PipelineOptions,
  { counters, transformSurroundings, control, liveTail }: Surroundings,
): Promise<PipelineParts> {
  const context = createDecodeContext({
    block: createRecordBlock(BLOCK_RECORDS, READ_BYTES),
    format: config.format,
    maxLineBytes: config.limits.maxLineBytes,
    counters,
    now: monotonicNow,
    wallTime: Date.now,
  });
  const ledger = createLedger();
  const delivery = await createDelivery(config, { diagnostics, counters, ledger, control }, pretty);
  const transforms = await createSourceTransforms(config, transformSurroundings, ownTransforms);
  const reloads = createSubscribers<[keys: ConfigChanges['keys']]>();
  return { config, diagnostics, counters, context, ledger, delivery, liveTail, control, transforms, reloads };
}

async function follow(
  parts: PipelineParts,
  input: NodeJS.ReadableStream | undefined,
  following: FollowStatus,
  service: StatusService,
  onRunning: () => void,
): Promise<void> {
  if (input !== undefined) {
    onRunning();
    return followInput(parts, input);
  }
  const { config, diagnostics, control } = parts;
  const { stateDir } = config;
  const state = stateDir === undefined ? undefined : await openState(stateDir, diagnostics);
  try {
    await service.serve(config);
    onRunning();
    if (!control.isStopped) await followFiles(parts, state?.positions, following);
  } finally {
    service.close();
    state?.release();
  }
}

function promisedLater<Value>() {
  let resolve = (_value: Value): void => {};
  const promise = new Promise<Value>((onResolve) => {
    resolve = onResolve;
  });
  return { promise, resolve };
}
