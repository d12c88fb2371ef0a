import { join } from 'node:path';
import { serverFolder } from '../servers/server-build.js';
import { startServer } from '../servers/server-process.js';
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
  const configuration = JSON.stringify(collectorConfiguration(recordServer.url));
  const process = startServer('the collector', [binary, '--config', `yaml:${configuration}`]);
  const stop = async (): Promise<void> => {
    await process.end();
    await recordServer.close();
  };
  try {
    await process.says(/Everything is ready/, 'word from the collector that it is ready');
    const addresses = listeningAddresses(process.pid);
    const urlOf = (address: string): string => `http://${addresses.find((found) => found.startsWith(`${address}:`))}`;
    return {
      otlp: createIntake(urlOf(OTLP_ADDRESS), recordServer.received['/otlp']),
      loki: createIntake(urlOf(LOKI_ADDRESS), recordServer.received['/loki']),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
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
function collectorConfiguration(recordUrl: string): object {
  const exporter = (path: string): object => ({
    logs_endpoint: `${recordUrl}${path}`,
    encoding: 'json',
    compression: 'none',
    sending_queue: { enabled: false },
    retry_on_failure: { enabled: false },
  });
  return {
    receivers: {
      otlp: { protocols: { http: { endpoint: `${OTLP_ADDRESS}:0` } } },
      loki: { protocols: { http: { endpoint: `${LOKI_ADDRESS}:0` } }, use_incoming_timestamp: true },
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
