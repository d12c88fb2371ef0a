import { join } from 'node:path';
import { serverFolder } from '../servers/server-build.js';
import { type ServerProcess, startServer } from '../servers/server-process.js';
import { collectorBuild } from './collector-build.js';
import type { DecodedRecord } from './decoded-record.js';
import { listeningAddresses } from './listening-addresses.js';
import { type RecordServer, startRecordServer } from './record-server.js';

/** A real OpenTelemetry Collector of the tests' own, which decodes OTLP and Loki pushes. */
export interface Collector {
  /** OTLP over HTTP, protobuf and JSON: `/v1/logs`. */
  readonly otlp: Intake;
  /** Loki's push, protobuf and JSON: `/loki/api/v1/push`. */
  readonly loki: Intake;
  /** Ends it. What it has acknowledged stays in `records`. */
  halt(): Promise<void>;
  /** Starts it again after `halt`, on the same ports. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface Intake {
  /** The base address, with no slash at the end. */
  readonly url: string;
  /** All that was decoded so far, in the order in which it came. What the collector has acknowledged is there. */
  readonly records: readonly DecodedRecord[];
  /** Resolves with all records, once there are at least so many. */
  reach(count: number): Promise<readonly DecodedRecord[]>;
}

/** Where each receiver listens, so that its port can be told from the other's. */
const OTLP_ADDRESS = '127.0.0.1';
const LOKI_ADDRESS = '127.0.0.2';

/** Starts the collector and waits until it listens; needs `whyNoServer` to find no reason. */
export async function startCollector(): Promise<Collector> {
  const recordServer = await startRecordServer();
  const binary = join(serverFolder(collectorBuild), 'collector', 'collector');
  const launch = async (otlp: string, loki: string): Promise<ServerProcess> => {
    const configuration = JSON.stringify(collectorConfiguration(recordServer.url, otlp, loki));
    const launched = startServer('the collector', [binary, '--config', `yaml:${configuration}`]);
    try {
      await launched.says(/Everything is ready/, 'word from the collector that it is ready');
    } catch (error) {
      await launched.end();
      throw error;
    }
    return launched;
  };
  let process: ServerProcess;
  try {
    process = await launch(`${OTLP_ADDRESS}:0`, `${LOKI_ADDRESS}:0`);
  } catch (error) {
    await recordServer.close();
    throw error;
  }
  const addresses = listeningAddresses(process.pid);
  const listensOn = (address: string): string => addresses.find((found) => found.startsWith(`${address}:`))!;
  const [otlp, loki] = [listensOn(OTLP_ADDRESS), listensOn(LOKI_ADDRESS)];
  return {
    otlp: createIntake(`http://${otlp}`, recordServer.received['/otlp']),
    loki: createIntake(`http://${loki}`, recordServer.received['/loki']),
    halt: () => process.end(),
    start: async () => {
      process = await launch(otlp, loki);
    },
    stop: async () => {
      await process.end();
      await recordServer.close();
    },
  };
}

function createIntake(url: string, list: RecordServer['received']['/otlp']): Intake {
  return {
    url,
    records: list.items,
    reach: async (count) => {
      await list.reach(count, `${count} records`);
      return list.items;
    },
  };
}

/** With no queue and no retry a request is acknowledged only when its records have been sent on. */
function collectorConfiguration(recordUrl: string, otlp: string, loki: string): object {
  const exporter = (path: string): object => ({
    logs_endpoint: `${recordUrl}${path}`,
    encoding: 'json',
    compression: 'none',
    sending_queue: { enabled: false },
    retry_on_failure: { enabled: false },
  });
  return {
    receivers: {
      otlp: { protocols: { http: { endpoint: otlp } } },
      loki: { protocols: { http: { endpoint: loki } }, use_incoming_timestamp: true },
    },
    exporters: { 'otlphttp/otlp': exporter('/otlp'), 'otlphttp/loki': exporter('/loki') },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: {
        'logs/otlp': { receivers: ['otlp'], exporters: ['otlphttp/otlp'] },
        'logs/loki': { receivers: ['loki'], exporters: ['otlphttp/loki'] },
      },
    },
  };
}
