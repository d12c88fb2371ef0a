import type { Protocol, Shipment } from '../sink-result.js';

const PROTOCOL_TITLES: Readonly<Record<Protocol, string>> = {
  http: 'HTTP',
  loki: 'Loki',
  elasticsearch: 'Elasticsearch',
  otlp: 'OTLP',
};
const ENCODING_TITLES = { json: 'JSON', protobuf: 'protobuf' } as const;
const COMPRESSION_TITLES = { none: 'plain', gzip: 'gzip', snappy: 'snappy' } as const;

/** A shipment in a few words: `Loki, protobuf, snappy`; the logs are named where it is not several. */
export function shipmentTitle({ protocol, encoding, compression, files }: Shipment): string {
  const parts = [PROTOCOL_TITLES[protocol], ENCODING_TITLES[encoding], COMPRESSION_TITLES[compression]];
  return [...parts, ...(files === 1 ? ['one log'] : [])].join(', ');
}
