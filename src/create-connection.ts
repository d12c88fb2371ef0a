import type { Config } from './config/config.js';
import type { Route } from './deliver/route.js';
import { createFlatEncoder } from './encode/flat-encoder.js';
import type { Diagnostics } from './record/diagnostics.js';
import type { Encoder } from './record/sink.js';

/** A sink of the configuration. */
export type SinkConfig = Config['sinks'][number];

/** A sink, and how its requests are made. */
export type Connection = Omit<Route, 'options'>;

/** Puts a sink together with its encoder. What a kind of sink needs is loaded only where there is one. */
export async function createConnection(
  sink: SinkConfig,
  config: Config,
  diagnostics: Diagnostics,
): Promise<Connection> {
  const { name } = sink;
  switch (sink.type) {
    case 'stdout': {
      const { createStdoutSink } = await import('./sinks/stdout-sink.js');
      return { sink: createStdoutSink(name, diagnostics), encoder: createRecordEncoder(config) };
    }
    case 'null': {
      const { createNullSink } = await import('./sinks/null-sink.js');
      return { sink: createNullSink(name), encoder: createRecordEncoder(config) };
    }
    case 'http':
    case 'loki':
    case 'elasticsearch':
    case 'otlp':
      throw new Error(`the sink ${sink.type} is not built yet`);
  }
}

/** Records as lines of JSON, with the fields that the schema names. */
function createRecordEncoder({ labels, node }: Config): Encoder {
  return createFlatEncoder(node === undefined ? { labels } : { node, labels });
}
