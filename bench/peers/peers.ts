import { join } from 'node:path';
import { repositoryRoot } from '../../test/support/repository.js';
import type { PeerName, Shipment } from '../sink-result.js';

/** Another shipper, with a configuration of ours. */
export interface Peer {
  readonly name: PeerName;
  readonly shipment: Shipment;
  /** Its arguments; the configuration finds the rest in the environment (see `run-peer.ts`). */
  readonly args: readonly string[];
}

const shipment = { encoding: 'json', compression: 'none', files: 8 } as const;

/** Each sends what podtail sends: time, stream, message and the pod's fields out of the path, in large batches. */
export const PEERS: readonly Peer[] = [
  {
    name: 'fluent-bit',
    shipment: { protocol: 'http', ...shipment },
    args: ['--quiet', `--config=${configuration('fluent-bit.conf')}`],
  },
  {
    name: 'rsyslogd',
    shipment: { protocol: 'elasticsearch', ...shipment },
    args: ['-n', '-i', 'NONE', '-f', configuration('rsyslog.conf')],
  },
  {
    name: 'otelcol',
    shipment: { protocol: 'otlp', ...shipment, encoding: 'protobuf' },
    args: [`--config=${configuration('otelcol.yaml')}`],
  },
  {
    name: 'vector',
    shipment: { protocol: 'http', ...shipment },
    args: ['--quiet', '--config', configuration('vector.yaml')],
  },
];

function configuration(file: string): string {
  return join(repositoryRoot, 'bench', 'peers', file);
}
