import type { Config } from '../config/config.js';
import { createConnection } from '../pipeline/create-connection.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { ProbeResult } from '../record/sink.js';

/** What a sink's probe found; nothing for a sink that has none. */
export interface SinkProbe {
  readonly sink: string;
  readonly result: ProbeResult | undefined;
}

/** How long a sink may take to answer, in milliseconds. */
const PATIENCE = 30_000;

/** Asks each sink of a configuration, all at the same time, whether it can be reached. Sends no record. */
export function probeSinks(config: Config, diagnostics: Diagnostics): Promise<SinkProbe[]> {
  return Promise.all(
    config.sinks.map(async (sinkConfig) => {
      const { sink } = await createConnection(sinkConfig, config, diagnostics);
      const result = await sink.probe?.(AbortSignal.timeout(PATIENCE));
      await sink.close();
      return { sink: sink.name, result };
    }),
  );
}
