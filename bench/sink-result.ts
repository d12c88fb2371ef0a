import type { InputProfile, RunFacts, Spread, UsageFigures } from './result.js';

/** podtail, or another shipper that was found on PATH. */
export type ShipperName = 'podtail' | PeerName;
export type PeerName = 'fluent-bit' | 'rsyslogd' | 'otelcol' | 'vector';

/** What a server was spoken to in. */
export type Protocol = 'http' | 'loki' | 'elasticsearch' | 'otlp';

/** One way to send records. */
export interface Shipment {
  readonly protocol: Protocol;
  readonly encoding: 'json' | 'protobuf';
  readonly compression: 'none' | 'gzip' | 'snappy';
  /** How many logs the input is in: of one, one request is in flight at most. */
  readonly files: number;
}

/** What it took to send one input. Of a peer, to the moment that all of it had arrived. */
export interface ShipmentFigures extends UsageFigures, Shipment {
  readonly shipper: ShipperName;
  readonly inputBytes: number;
  readonly inputLines: number;
  readonly megabytesPerCpuSecond: Spread;
}

/** zlib alone, on one thread, compressing the bytes that podtail sent. */
export interface GzipFigures extends UsageFigures {
  readonly level: number;
  /** Of what was compressed. */
  readonly bytes: number;
}

/** All that a run of the part `sinks` measured. */
export interface SinkResult extends RunFacts {
  readonly input: InputProfile;
  readonly shipments: readonly ShipmentFigures[];
  readonly gzipAlone: GzipFigures;
  /** Shippers that were looked for and not found, or that failed. */
  readonly missing: readonly PeerName[];
}
