import { join } from 'node:path';
import { repositoryRoot } from '../../test/support/repository.js';
import type { PodTree } from '../inputs/pod-tree.js';
import type { Shipment } from '../sink-result.js';
import { treeOptions } from './contenders.js';

/** gzip's level in all measurements: podtail's own default. */
export const GZIP_LEVEL = 3;

/** As many logs as a small node has. */
const SEVERAL = 8;

const json = { encoding: 'json', files: SEVERAL } as const;
const protobuf = { encoding: 'protobuf', files: SEVERAL } as const;

/** Each sink with and without compression; gzip also with one log, where one thread compresses at a time. */
export const SHIPMENTS: readonly Shipment[] = [
  { protocol: 'http', compression: 'none', ...json },
  { protocol: 'http', compression: 'gzip', ...json },
  { protocol: 'http', compression: 'gzip', encoding: 'json', files: 1 },
  { protocol: 'loki', compression: 'snappy', ...protobuf },
  { protocol: 'loki', compression: 'none', ...json },
  { protocol: 'loki', compression: 'gzip', ...json },
  { protocol: 'elasticsearch', compression: 'none', ...json },
  { protocol: 'elasticsearch', compression: 'gzip', ...json },
  { protocol: 'otlp', compression: 'none', ...protobuf },
  { protocol: 'otlp', compression: 'gzip', ...protobuf },
];

/** podtail's configuration for a shipment to the server on that port, as JSON, which is YAML, too. */
export function podtailConfiguration({ protocol, encoding, compression }: Shipment, port: number): string {
  const hasEncoding = protocol === 'loki' || protocol === 'otlp';
  const sink = {
    type: protocol,
    url: `http://127.0.0.1:${port}`,
    ...(hasEncoding ? { encoding } : {}),
    ...(compression === 'snappy' ? {} : { compression: compression === 'gzip' ? { gzip: GZIP_LEVEL } : 'none' }),
  };
  return JSON.stringify({ sinks: [sink] });
}

/** The script and its arguments: podtail ships a tree as a configuration says, and ends. */
export function podtailShipping(tree: PodTree, configurationFile: string): string[] {
  return [join(repositoryRoot, 'bin', 'podtail.js'), '-c', configurationFile, ...treeOptions(tree), '--once'];
}
