import path from 'node:path';
import type { Ledger } from './checkpoint/ledger.js';
import type { Config } from './config/config.js';
import { createConnection, type SinkConfig } from './create-connection.js';
import { noDeadLetters } from './deliver/dead-letters.js';
import { Delivery } from './deliver/delivery.js';
import type { Route, RouteOptions } from './deliver/route.js';
import { monotonicNow } from './pipeline-parts.js';
import type { Counters } from './record/counters.js';
import type { Diagnostics } from './record/diagnostics.js';
import type { RunControl } from './run-control.js';

/** What one read usually becomes, in bytes of payload. */
const READ_BECOMES = 512 * 1024;

export interface DeliverySurroundings {
  readonly diagnostics: Diagnostics;
  readonly counters: Counters;
  readonly ledger: Pick<Ledger, 'carried' | 'delivered'>;
  readonly control: RunControl;
}

/** Puts the delivery together for a configuration's sinks. */
export async function createDelivery(config: Config, surroundings: DeliverySurroundings): Promise<Delivery> {
  const { diagnostics, counters, ledger, control } = surroundings;
  const routes = await Promise.all(config.sinks.map((sink) => createRoute(sink, config, diagnostics)));
  return new Delivery(routes, {
    memory: config.limits.memory,
    readBytes: READ_BECOMES,
    clock: { now: monotonicNow, wallTime: Date.now, random: Math.random },
    counters,
    diagnostics,
    onCarried: (sink, fileKey) => ledger.carried(sink, fileKey),
    onSettled: (sink, fileKey, resumeOffset) => ledger.delivered(sink, fileKey, resumeOffset),
    onRoom: () => control.onRoom(),
    onClosed: () => control.stop(),
    onError: (error) => control.fail(error),
  });
}

async function createRoute(sink: SinkConfig, config: Config, diagnostics: Diagnostics): Promise<Route> {
  const connection = await createConnection(sink, config, diagnostics);
  return { ...connection, options: await routeOptions(sink, config.stateDir) };
}

async function routeOptions(sink: SinkConfig, stateDir: string | undefined): Promise<RouteOptions> {
  const { optional, lanes, batch } = sink;
  const { bytes, records, timeout } = batch;
  const common = { optional, lanes, limits: { bytes, records }, timeout };
  if (!('retry' in sink)) return { ...common, ...AT_HAND };
  const { initial, max, giveUpAfter } = sink.retry;
  const retry = {
    backoff: { initial, max },
    giveUpAfter: giveUpAfter === 'never' ? Number.POSITIVE_INFINITY : giveUpAfter,
  };
  if (stateDir === undefined) return { ...common, ...retry, deadLetters: noDeadLetters, deadLetterFile: undefined };
  const { createDeadLetterFile } = await import('./deliver/dead-letter-file.js');
  const file = deadLetterFile(stateDir, sink.name);
  const { maxBytes } = sink.deadLetters;
  const deadLetters = createDeadLetterFile({ file, sink: sink.name, maxBytes, wallTime: Date.now });
  return { ...common, ...retry, deadLetters, deadLetterFile: file };
}

/** Of a sink on this machine: it tries again by itself, and refuses nothing. */
const AT_HAND = {
  backoff: { initial: 500, max: 30_000 },
  giveUpAfter: Number.POSITIVE_INFINITY,
  deadLetters: noDeadLetters,
  deadLetterFile: undefined,
};

function deadLetterFile(stateDir: string, sink: string): string {
  return path.join(stateDir, 'dead-letters', `${sink}.ndjson`);
}
