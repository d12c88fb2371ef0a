import type { UsageFigures } from '../../bench/result.js';
import type { Shipment, ShipmentFigures, ShipperName, SinkResult } from '../../bench/sink-result.js';
import { perSecond } from '../../bench/statistics.js';
import { BENCH_RESULT } from './bench-result.js';

const json = { encoding: 'json', files: 8 } as const;
const { startedAt, machine, smoke, seed, runs } = BENCH_RESULT;

/** A small result of round figures, with two bars missed: Loki's, and the memory's. */
export const SINK_RESULT: SinkResult = {
  startedAt,
  machine,
  smoke,
  seed,
  runs,
  input: { format: 'docker', length: 'usual', escapes: 'few' },
  shipments: [
    shipped('podtail', { protocol: 'http', compression: 'none', ...json }, 0.4),
    shipped('podtail', { protocol: 'loki', compression: 'snappy', encoding: 'protobuf', files: 8 }, 1),
    shipped('podtail', { protocol: 'elasticsearch', compression: 'none', ...json }, 0.5),
    shipped('podtail', { protocol: 'elasticsearch', compression: 'gzip', ...json }, 2, 160e6),
    shipped('fluent-bit', { protocol: 'http', compression: 'none', ...json }, 2.5),
    shipped('podtail', { protocol: 'http', compression: 'gzip', encoding: 'json', files: 1 }, 1.2),
  ],
  gzipAlone: { ...usage(1, 50e6), level: 3, bytes: 175e6 },
  missing: ['rsyslogd', 'otelcol', 'vector'],
};

function shipped(shipper: ShipperName, shipment: Shipment, seconds: number, peakBytes = 100e6): ShipmentFigures {
  const figures = usage(seconds, peakBytes);
  return {
    shipper,
    ...shipment,
    ...figures,
    inputBytes: 100e6,
    inputLines: 400_000,
    megabytesPerCpuSecond: perSecond(100, figures.cpuSeconds),
  };
}

function usage(seconds: number, peakBytes: number): UsageFigures {
  const spread = { median: seconds, min: seconds * 0.8, max: seconds };
  return { cpuSeconds: spread, wallSeconds: spread, peakResidentBytes: { median: 90e6, min: 80e6, max: peakBytes } };
}
