import type { Config } from './config/config.js';
import type { Route } from './deliver/delivery.js';
import { createFlatEncoder } from './encode/flat-encoder.js';
import type { Diagnostics } from './record/diagnostics.js';
import type { Encoder, Sink } from './record/sink.js';

/** A sink of the configuration. */
export type SinkConfig = Config['sinks'][number];

/** Puts a sink together with its encoder. What a kind of sink needs is loaded only where there is one. */
export async function createRoute(sink: SinkConfig, config: Config, diagnostics: Diagnostics): Promise<Route> {
  switch (sink.type) {
    case 'stdout':
      return { sink: await createStdout(diagnostics), encoder: createRecordEncoder(config) };
    case 'null':
      return { sink: await createNull(), encoder: createRecordEncoder(config) };
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

async function createStdout(diagnostics: Diagnostics): Promise<Sink> {
  const { createStdoutSink } = await import('./sinks/stdout-sink.js');
  return createStdoutSink(diagnostics);
}

async function createNull(): Promise<Sink> {
  const { createNullSink } = await import('./sinks/null-sink.js');
  return createNullSink();
}
