import { createLedger } from './checkpoint/ledger.js';
import type { Config } from './config/config.js';
import { createDelivery } from './create-delivery.js';
import { createDecodeContext } from './decode/decode-context.js';
import type { Delivery } from './deliver/delivery.js';
import { createDropTallies, type DropTallies } from './drop-tallies.js';
import { followFiles } from './follow-files.js';
import { followInput } from './follow-input.js';
import { createFollowStatus, type FollowStatus } from './follow-status.js';
import { openState } from './open-state.js';
import { ownVersion } from './os/own-version.js';
import type { DefinedSink } from './own-sink.js';
import type { DefinedTransform } from './own-transform.js';
import { type PipelineConfig, withOwnSinks } from './pipeline-config.js';
import { monotonicNow, type PipelineParts } from './pipeline-parts.js';
import { type Counters, createCounters } from './record/counters.js';
import type { Diagnostics } from './record/diagnostics.js';
import type { PipelineStatus } from './record/pipeline-status.js';
import { createRecordBlock } from './record/record-block.js';
import { createRunControl, type RunControl } from './run-control.js';
import { createSourceTransforms } from './source-transforms.js';

/** Bytes of one read: few calls into the system, and the processor's caches still hold it. */
const READ_BYTES = 256 * 1024;
/** Records of one block; a read of very short lines fills several. */
const BLOCK_RECORDS = 4096;

export interface PipelineOptions {
  readonly diagnostics: Diagnostics;
  /** Read this instead of the discovered files. */
  readonly input?: NodeJS.ReadableStream;
  /** A program's own sinks (see `defineSink`), in place of those of the configuration. */
  readonly sinks?: readonly DefinedSink[];
  /** A program's own transforms (see `defineTransform`), in order, after those of the configuration. */
  readonly transforms?: readonly DefinedTransform[];
  /** How records are shown on standard output, for people; as JSON, for programs, if not given. */
  readonly pretty?: PrettyOutput;
}

/** For people: `namespace/pod container | message`. */
export interface PrettyOutput {
  readonly color: boolean;
}

/** A pipeline that was put together and can be run once. */
export interface Pipeline {
  /** What was done so far. */
  readonly counters: Counters;
  status(): PipelineStatus;
  /**
   * Follows and ships. Resolves when all is done: `once` is through and delivered, `stop` was called, the input ended, or
   * the sink's reader has gone. Rejects when something failed that nothing foresaw.
   */
  run(): Promise<void>;
  /**
   * Stops reading; what was read is delivered, within `shutdown.grace`, before `run` resolves. Called before or early in
   * `run`, it lets nothing be read.
   */
  stop(): void;
}

/**
 * Puts the stages together for a configuration. Opens no log before `run`.
 *
 * @throws where two of the program's own sinks have the same name, or there is none
 */
export function createPipeline(configured: Config, options: PipelineOptions): Pipeline {
  const config = withOwnSinks(configured, options.sinks);
  const counters = createCounters();
  const control = createRunControl();
  let delivery: Delivery | undefined;
  const following = createFollowStatus();
  const dropTallies = createDropTallies(counters, () => following.status().logs);
  const startedAt = Date.now();
  const status = (): PipelineStatus => {
    const followed = following.status();
    return {
      version: ownVersion(),
      startedAt,
      ...followed,
      logs: dropTallies.addTo(followed.logs),
      counters,
      sinks: delivery?.status() ?? [],
      memoryLimit: config.limits.memory,
    };
  };
  return {
    counters,
    status,
    async run() {
      if (control.isStopped) return;
      const parts = await assemble(config, options, counters, dropTallies, control);
      delivery = parts.delivery;
      await follow(parts, options.input, following, status);
    },
    stop: () => control.stop(),
  };
}

async function assemble(
  config: PipelineConfig,
  { diagnostics, pretty, transforms: ownTransforms }: PipelineOptions,
  counters: Counters,
  { counterFor }: DropTallies,
  control: RunControl,
): Promise<PipelineParts> {
  const context = createDecodeContext({
    block: createRecordBlock(BLOCK_RECORDS, READ_BYTES),
    format: config.format,
    maxLineBytes: config.limits.maxLineBytes,
    counters,
    now: monotonicNow,
    wallTime: Date.now,
  });
  const ledger = createLedger(config.sinks.length);
  const delivery = await createDelivery(config, { diagnostics, counters, ledger, control }, pretty);
  const transforms = await createSourceTransforms(
    config,
    { counterFor, now: monotonicNow, wallTime: Date.now },
    ownTransforms,
  );
  return { config, diagnostics, counters, context, ledger, delivery, control, transforms };
}

async function follow(
  parts: PipelineParts,
  input: NodeJS.ReadableStream | undefined,
  following: FollowStatus,
  status: () => PipelineStatus,
): Promise<void> {
  if (input !== undefined) return followInput(parts, input);
  const { config, diagnostics, control } = parts;
  const { stateDir } = config;
  const state = stateDir === undefined ? undefined : await openState(stateDir, diagnostics);
  let server: { close(): void } | undefined;
  try {
    server = await serveStatus(config, status, diagnostics);
    if (!control.isStopped) await followFiles(parts, state?.positions, following);
  } finally {
    server?.close();
    state?.release();
  }
}

/** Serves the status, where that is asked for; what it needs is loaded only then. */
async function serveStatus(
  config: Pick<Config, 'listen' | 'allowedHosts' | 'health' | 'metrics'>,
  status: () => PipelineStatus,
  diagnostics: Diagnostics,
) {
  const { allowedHosts, health, metrics } = config;
  if (config.listen === undefined) return undefined;
  const listen = { ...config.listen, allowedHosts };
  const { startServer } = await import('./server/server.js');
  const stuckAfter = health.stuckAfter === 'never' ? Number.POSITIVE_INFINITY : health.stuckAfter;
  return startServer({ listen, status, stuckAfter, filesWithSeries: metrics.files, now: monotonicNow }, diagnostics);
}
