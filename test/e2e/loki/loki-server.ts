import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../support/free-ports.js';
import { createTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder.js';
import { serverFolder } from '../servers/server-build.js';
import { type ServerProcess, startServer } from '../servers/server-process.js';
import { lokiBuild } from './loki-build.js';
import { createLokiClient, type LokiClient } from './loki-client.js';

/** A real Loki of the tests' own, in one process, with the limits that it has by default, and nothing in it. */
export interface LokiServer extends LokiClient {
  /** Its base address, with no slash at the end. */
  readonly url: string;
  /** Ends it. What it has acknowledged it keeps for `start`. */
  halt(): Promise<void>;
  /** Starts it again after `halt`, on the same port. */
  start(): Promise<void>;
  /** Ends it, and deletes all that it kept. */
  stop(): Promise<void>;
}

type Limits = Readonly<Record<string, unknown>>;

/**
 * Starts Loki and waits until it takes pushes; needs `whyNoServer` to find no reason.
 *
 * @param limits what differs from Loki's defaults, of `limits_config`
 * @param tenants what differs for some tenants; where they are given, each request needs a tenant
 */
export async function startLoki(limits: Limits = {}, tenants?: Readonly<Record<string, Limits>>): Promise<LokiServer> {
  const folder = createTemporaryFolder();
  const [http, grpc] = await freePorts(2);
  const url = `http://127.0.0.1:${http}`;
  const client = createLokiClient(url, tenants === undefined ? undefined : 'test');
  const file = join(folder, 'loki.json');
  const overrides = join(folder, 'overrides.json');
  writeFileSync(overrides, JSON.stringify({ overrides: tenants ?? {} }));
  const own = { auth_enabled: tenants !== undefined, runtime_config: { file: overrides } };
  writeFileSync(file, JSON.stringify({ ...configuration(folder, http!, grpc!, limits), ...own }));
  const launch = (): ServerProcess =>
    startServer('Loki', [join(serverFolder(lokiBuild), 'loki'), `-config.file=${file}`]);
  let process = launch();
  const stop = async (): Promise<void> => {
    await process.end();
    removeTemporaryFolder(folder);
  };
  try {
    await client.takesPushes();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...client,
    url,
    halt: () => process.end(),
    start: async () => {
      process = launch();
      await client.takesPushes();
    },
    stop,
  };
}

/** Bytes. By default 4 MiB. */
const LARGEST_RESULT = 512 * 1024 * 1024;

/** Only what reading needs differs from the defaults: queries see all at once, however old. */
function configuration(folder: string, http: number, grpc: number, limits: Limits): object {
  const address = '127.0.0.1';
  return {
    server: {
      http_listen_address: address,
      http_listen_port: http,
      grpc_listen_address: address,
      grpc_listen_port: grpc,
      http_server_write_timeout: '5m',
      // Of the parts of this process to each other: a query whose result is larger gets no answer at all.
      grpc_server_max_recv_msg_size: LARGEST_RESULT,
      grpc_server_max_send_msg_size: LARGEST_RESULT,
      log_level: 'warn',
    },
    common: {
      instance_addr: address,
      path_prefix: folder,
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: { filesystem: { chunks_directory: join(folder, 'chunks'), rules_directory: join(folder, 'rules') } },
    },
    schema_config: {
      configs: [
        {
          from: '2020-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    querier: { query_ingesters_within: 0 },
    query_range: { parallelise_shardable_queries: false },
    limits_config: { max_entries_limit_per_query: 10_000_000, split_queries_by_interval: 0, ...limits },
    analytics: { reporting_enabled: false },
  };
}
