import path from 'node:path';
import type { Ledger } from '../checkpoint/ledger.js';
import { noDeadLetters } from '../deliver/dead-letters.js';
import { Delivery, type RouteChange } from '../deliver/delivery.js';
import type { Route, RouteOptions } from '../deliver/route.js';
import type { PrettyOptions } from '../encode/pretty/pretty-encoder.js';
import type { Counters } from '../record/counters.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { SinkChange } from './config-changes.js';
import { createConnection } from './create-connection.js';
import type { PipelineConfig, SinkConfig } from './pipeline-config.js';
import { monotonicNow } from './pipeline-parts.js';
import { takenRecords } from './routing.js';
import type { RunControl } from './run-control.js';

/** Bytes of payload that one read usually yields. */
const READ_BECOMES = 512 * 1024;

export interface DeliverySurroundings {
  readonly diagnostics: Diagnostics;
  readonly counters: Counters;
  readonly ledger: Pick<Ledger, 'carried' | 'delivered' | 'retire'>;
  readonly control: RunControl;
}

/** Creates the delivery to the sinks of a configuration. Dead letters go to files in the state folder. */
export async function createDelivery(
  config: PipelineConfig,
  surroundings: DeliverySurroundings,
  pretty: PrettyOptions | undefined,
): Promise<Delivery> {
  return createDeliveryWith(config, surroundings, inFolder(config), pretty);
}

/** Creates the routes of the new sinks of a configuration. Sends nothing yet. */
export function createRouteChanges(
  changes: readonly SinkChange[],
  config: PipelineConfig,
  diagnostics: Diagnostics,
  pretty: PrettyOptions | undefined,
): Promise<RouteChange[]> {
  return Promise.all(
    changes.map(async (change): Promise<RouteChange> => {
      if (change.kind === 'kept') return change;
      const { sink, takesOver } = change;
      return { kind: 'new', takesOver, route: await createRoute(sink, config, diagnostics, inFolder(config), pretty) };
    }),
  );
}

/**
 * Creates the delivery for a replay of dead letters. Records that are refused again go to `file`, without a limit. Each
 * sink has one lane, because all dead letters count as records of one file. No sink is optional.
 */
export function createReplayDelivery(
  config: PipelineConfig,
  surroundings: DeliverySurroundings,
  file: string,
): Promise<Delivery> {
  const sinks = config.sinks.map((sink) => ({ ...sink, lanes: 1, optional: false }));
  return createDeliveryWith({ ...config, sinks }, surroundings, (sink) =>
    keptIn(file, sink.name, Number.POSITIVE_INFINITY),
  );
}

type DeadLetterOptions = Pick<RouteOptions, 'deadLetters' | 'deadLetterFile'>;

type DeadLettersOf = (sink: SinkConfig) => Promise<DeadLetterOptions>;

const NOT_KEPT: DeadLetterOptions = { deadLetters: noDeadLetters, deadLetterFile: undefined };

async function createDeliveryWith(
  config: PipelineConfig,
  { diagnostics, counters, ledger, control }: DeliverySurroundings,
  deadLettersOf: DeadLettersOf,
  pretty?: PrettyOptions,
): Promise<Delivery> {
  const routes = await Promise.all(
    config.sinks.map((sink) => createRoute(sink, config, diagnostics, deadLettersOf, pretty)),
  );
  return new Delivery(routes, {
    memory: config.limits.memory,
    readBytes: READ_BECOMES,
    clock: { now: monotonicNow, wallTime: Date.now, random: Math.random },
    counters,
    diagnostics,
    events: {
      carried: ledger.carried,
      settled: ledger.delivered,
      retired: ledger.retire,
      room: control.room.tell,
      closed: control.stop,
      failed: control.fail,
    },
  });
}

async function createRoute(
  sink: SinkConfig,
  config: PipelineConfig,
  diagnostics: Diagnostics,
  deadLettersOf: DeadLettersOf,
  pretty: PrettyOptions | undefined,
): Promise<Route> {
  const connection = await createConnection(sink, config, diagnostics, pretty);
  const takes = takenRecords(sink.match, config);
  const options = { ...routeOptions(sink), ...(await deadLettersOf(sink)) };
  return { ...connection, ...(takes && { takes }), options };
}

function routeOptions(sink: SinkConfig): Omit<RouteOptions, keyof DeadLetterOptions> {
  const { optional, lanes, batch } = sink;
  const { bytes, records, timeout } = batch;
  const common = { optional, lanes, limits: { bytes, records }, timeout };
  if (!('retry' in sink)) return { ...common, ...AT_HAND };
  const { initial, max, giveUpAfter } = sink.retry;
  return {
    ...common,
    backoff: { initial, max },
    giveUpAfter: giveUpAfter === 'never' ? Number.POSITIVE_INFINITY : giveUpAfter,
  };
}

/** Retry settings of a sink on this machine, which tries again by itself. */
const AT_HAND = { backoff: { initial: 500, max: 30_000 }, giveUpAfter: Number.POSITIVE_INFINITY };

/** Dead letters go to the state folder, if there is one. */
function inFolder({ stateDir }: PipelineConfig): DeadLettersOf {
  return async (sink) => {
    if (stateDir === undefined || !('deadLetters' in sink)) return NOT_KEPT;
    const file = path.join(stateDir, 'dead-letters', `${sink.name}.ndjson`);
    return keptIn(file, sink.name, sink.deadLetters.maxBytes);
  };
}

async function keptIn(file: string, sink: string, maxBytes: number): Promise<DeadLetterOptions> {
  const { createDeadLetterFile } = await import('../deliver/dead-letter-file.js');
  return {
    deadLetters: createDeadLetterFile({ file, sink, maxBytes, wallTime: Date.now }),
    deadLetterFile: file,
  };
}
