import { createBlockConsumer } from './block-consumer.js';
import { createLedger, type Ledger } from './checkpoint/ledger.js';
import type { PositionKeeper } from './checkpoint/position-keeper.js';
import type { Config } from './config/config.js';
import { createDecodeContext, type DecodeContext } from './decode/decode-context.js';
import { Delivery, type Route } from './deliver/delivery.js';
import { allowedFolders } from './discover/allowed-folders.js';
import { createDiscovery, resolveSource } from './discover/discovery.js';
import { createFlatEncoder } from './encode/flat-encoder.js';
import { openState } from './open-state.js';
import { createDirectoryWatches, createSilentWatches, type DirectoryWatches } from './os/directory-watches.js';
import { type Counters, createCounters } from './record/counters.js';
import type { Diagnostics } from './record/diagnostics.js';
import type { LogStatus } from './record/log-status.js';
import { createRecordBlock } from './record/record-block.js';
import type { Sink } from './record/sink.js';
import { fromSavedPosition, toSavedPosition } from './saved-files.js';
import { type StatusServer, startStatusServer } from './server/status-server.js';
import { createNullSink } from './sinks/null-sink.js';
import { createStdoutSink } from './sinks/stdout-sink.js';
import { readStreamLines } from './tail/stream-lines.js';
import { Tailer } from './tail/tailer.js';

/** Bytes of one read: few calls into the system, and the processor's caches still hold it. */
const READ_BYTES = 256 * 1024;
/** Records of one block; a read of very short lines fills several. */
const BLOCK_RECORDS = 4096;
/** Bytes of one payload, before compression, unless `limits.memory` is small. */
const BATCH_BYTES = 1024 * 1024;
/** How many payloads `limits.memory` has to hold: one in flight, one that fills, and those of a read of short lines. */
const PAYLOADS = 8;
/** Milliseconds after which a payload is sent again that a sink could not take. */
const RETRY_DELAY = 1000;
/** What a line may have besides its text: CRI's time, stream and tags. */
const LINE_HEADER_BYTES = 1024;

export interface PipelineOptions {
  readonly diagnostics: Diagnostics;
  /** Read this instead of the discovered files. */
  readonly input?: NodeJS.ReadableStream;
}

/** A pipeline that was put together and can be run once. */
export interface Pipeline {
  /** What was done so far. */
  readonly counters: Counters;
  /** What was done with each log that is followed; once all is done, with those that were followed to the end. */
  status(): readonly LogStatus[];
  /**
   * Follows and ships. Resolves when all is done: `once` is through, `stop` was called, the input ended, or the sink's
   * reader has gone. Rejects when something failed that nothing foresaw.
   */
  run(): Promise<void>;
  /**
   * Stops reading; what was read is delivered, within `shutdown.grace`, before `run` resolves. Called before or early in
   * `run`, it lets nothing be read.
   */
  stop(): void;
}

/** Puts the stages together for a configuration. Opens no log before `run`. */
export function createPipeline(config: Config, options: PipelineOptions): Pipeline {
  return new AssembledPipeline(config, options);
}

class AssembledPipeline implements Pipeline {
  readonly counters: Counters = createCounters();
  readonly #config: Config;
  readonly #options: PipelineOptions;
  readonly #context: DecodeContext;
  readonly #delivery: Delivery;
  readonly #ledger: Ledger;
  #stopped = false;
  #status = (): readonly LogStatus[] => [];
  #end = (): void => {};
  #fail = (_error: unknown): void => {};
  #onRoom = (): void => {};
  /** What could be read for now was read. */
  #onPause = (): void => {};

  constructor(config: Config, options: PipelineOptions) {
    this.#config = config;
    this.#ledger = createLedger(config.sinks.length);
    this.#options = options;
    this.#context = createDecodeContext({
      block: createRecordBlock(BLOCK_RECORDS, READ_BYTES),
      format: config.format,
      maxLineBytes: config.limits.maxLineBytes,
      counters: this.counters,
      now: monotonicNow,
      wallTime: Date.now,
    });
    this.#delivery = new Delivery(createRoutes(config, options.diagnostics), {
      limits: { bytes: Math.min(BATCH_BYTES, config.limits.memory / PAYLOADS), records: Number.POSITIVE_INFINITY },
      retryDelay: RETRY_DELAY,
      counters: this.counters,
      diagnostics: options.diagnostics,
      onCarried: (sink, fileKey) => this.#ledger.carried(sink, fileKey),
      onSettled: (sink, fileKey, resumeOffset) => this.#ledger.delivered(sink, fileKey, resumeOffset),
      onRoom: () => this.#onRoom(),
      onClosed: () => this.#end(),
      onError: (error) => this.#fail(error),
    });
  }

  async run(): Promise<void> {
    const { input, diagnostics } = this.#options;
    const { stateDir } = this.#config;
    if (input !== undefined) {
      if (!this.#stopped) await this.#followInput(input);
      await this.#drain();
      return;
    }
    const state = stateDir === undefined ? undefined : await openState(stateDir, diagnostics);
    let server: StatusServer | undefined;
    try {
      server = await this.#listen();
      await this.#followFiles(state?.positions);
    } finally {
      server?.close();
      state?.release();
    }
  }

  status(): readonly LogStatus[] {
    return this.#status();
  }

  stop(): void {
    this.#stopped = true;
    this.#end();
  }

  #listen(): Promise<StatusServer> | undefined {
    const { listen } = this.#config;
    const document = (): unknown => ({ counters: this.counters, logs: this.status() });
    return listen && startStatusServer(listen, { '/status.json': document }, this.#options.diagnostics);
  }

  async #followFiles(positions: PositionKeeper | undefined): Promise<void> {
    const { once, sweepInterval, startAt } = this.#config;
    const watches = once ? createSilentWatches() : createDirectoryWatches(this.#options.diagnostics);
    const tailer = this.#createTailer(watches, positions);
    this.#status = () => tailer.status();
    let starting = true;
    const discovery = createDiscovery(this.#config, watches, this.#options.diagnostics, {
      onFound: (source) => this.#guard(() => tailer.add(source, starting && startAt === 'end')),
      onGone: (path) => this.#guard(() => tailer.remove(path)),
    });
    const sweep = (): void => {
      discovery.sweep();
      tailer.sweep();
      if (positions !== undefined) savePositions(tailer, positions);
    };
    this.#onPause = () => {
      if (once && tailer.isIdle && !starting) this.#end();
    };
    this.#onRoom = () => {
      tailer.resume();
      this.#onPause();
    };
    const ended = this.#untilEnd();
    if (!this.#stopped) discovery.start();
    starting = false;
    if (once && tailer.size === 0)
      this.#options.diagnostics.warn(`no log file matches ${this.#config.include.join(', ')}`);
    const sweeping = setInterval(() => this.#guard(sweep), sweepInterval);
    this.#onRoom();
    try {
      await ended;
      clearInterval(sweeping);
      tailer.pause();
      // Without positions, what waits for more would be lost; with them it is read again.
      if (positions === undefined) tailer.close(true);
      await this.#drain();
      if (positions !== undefined) savePositions(tailer, positions);
      const last = tailer.status();
      this.#status = () => last;
      tailer.close(false);
    } finally {
      clearInterval(sweeping);
      discovery.close();
      watches.close();
    }
  }

  async #followInput(input: NodeJS.ReadableStream): Promise<void> {
    const source = { path: '-', metadata: this.#config.metadata, writtenByRuntime: false };
    const consumer = createBlockConsumer(source, this.#context, this.#delivery, this.#ledger);
    const stop = new AbortController();
    const { partialTimeout } = this.#config.limits;
    let wake = (): void => {};
    this.#onRoom = () => wake();
    const overdue = setInterval(() => {
      consumer.flushPieces(monotonicNow() - partialTimeout);
      this.#delivery.flush();
    }, partialTimeout / 2);
    const ended = this.#untilEnd().finally(() => {
      stop.abort();
      wake();
    });
    const reading = readStreamLines(input, {
      block: this.#context.block,
      consumer,
      stop: stop.signal,
      waitForRoom: async () => {
        while (!this.#delivery.hasRoom && !stop.signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      },
      onPause: () => this.#delivery.flush(),
    });
    try {
      await Promise.race([reading, ended]);
      await reading;
    } finally {
      clearInterval(overdue);
    }
  }

  #drain(): Promise<void> {
    return this.#delivery.drain(this.#config.shutdown.grace);
  }

  #createTailer(watches: DirectoryWatches, positions: PositionKeeper | undefined): Tailer {
    const { include, allowTarget, limits, metadata, once } = this.#config;
    return new Tailer({
      block: this.#context.block,
      allowedFolders: allowedFolders(include, allowTarget),
      longestRead: limits.maxLineBytes + LINE_HEADER_BYTES,
      partialTimeout: limits.partialTimeout,
      once,
      watches,
      diagnostics: this.#options.diagnostics,
      counters: this.counters,
      progress: this.#ledger,
      rememberedFiles: (path) => positions?.savedFor(path).map(fromSavedPosition) ?? [],
      now: monotonicNow,
      resolve: (path) => resolveSource(path, metadata),
      createConsumer: (source) => createBlockConsumer(source, this.#context, this.#delivery, this.#ledger),
      hasRoom: () => this.#delivery.hasRoom,
      onPause: () => {
        this.#delivery.flush();
        this.#onPause();
      },
      onError: (error) => this.#fail(error),
    });
  }

  /** Resolves when the following is to end, and rejects on a failure that nothing foresaw. */
  #untilEnd(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) resolve();
      this.#end = resolve;
      this.#fail = reject;
    });
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#fail(error);
    }
  }
}

function savePositions(tailer: Tailer, positions: PositionKeeper): void {
  const current = tailer.positions();
  const saved = [...current].flatMap(([path, files]) => files.map((file) => toSavedPosition(path, file)));
  positions.save(saved, (path) => current.has(path));
}

function createRoutes(config: Config, diagnostics: Diagnostics): Route[] {
  const { sinks, labels, node } = config;
  return sinks.map(({ type }) => ({
    sink: SINKS[type](diagnostics),
    encoder: createFlatEncoder(node === undefined ? { labels } : { node, labels }),
  }));
}

const SINKS: Readonly<Record<Config['sinks'][number]['type'], (diagnostics: Diagnostics) => Sink>> = {
  stdout: createStdoutSink,
  null: createNullSink,
};

/** Milliseconds since the process began, never falling. */
function monotonicNow(): number {
  return performance.now();
}
