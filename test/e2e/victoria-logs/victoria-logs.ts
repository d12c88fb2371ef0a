import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePorts } from '../../support/free-ports.js';
import { createTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder.js';
import { serverFolder } from '../servers/server-build.js';
import { type ServerProcess, startServer } from '../servers/server-process.js';
import { victoriaLogsBuild } from './victoria-logs-build.js';

/** A row as a query returns it: `_time`, `_msg`, and the fields. */
export type StoredRow = Readonly<Record<string, string>>;

/** A real VictoriaLogs of the tests' own, with its defaults, and nothing in it. */
export interface VictoriaLogs {
  readonly url: string;
  /** All that it has. */
  rows(): Promise<StoredRow[]>;
  /** Rows that it says it dropped, by its reason. */
  dropped(): Promise<number>;
  /** Ends it. What it has acknowledged it keeps for `start`. */
  halt(): Promise<void>;
  /** Starts it again after `halt`, on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts VictoriaLogs and waits until it answers; needs `whyNoServer` to find no reason. */
export async function startVictoriaLogs(): Promise<VictoriaLogs> {
  const folder = createTemporaryFolder();
  const [port] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const program = join(serverFolder(victoriaLogsBuild), 'victoria-logs');
  const launch = async (): Promise<ServerProcess> => {
    const server = startServer('VictoriaLogs', [
      program,
      `-storageDataPath=${join(folder, 'data')}`,
      `-httpListenAddr=127.0.0.1:${port}`,
    ]);
    for (let tries = 0; tries < 600; tries++) {
      const isThere = await fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (isThere) return server;
      await wait(50);
    }
    await server.end();
    throw new Error('VictoriaLogs does not answer');
  };
  async function call(path: string): Promise<string> {
    const response = await fetch(url + path);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return text;
  }
  let server = await launch();
  return {
    url,
    async rows() {
      await call('/internal/force_flush');
      const text = await call(`/select/logsql/query?query=${encodeURIComponent('*')}`);
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as StoredRow);
    },
    async dropped() {
      const counts = (await call('/metrics')).matchAll(/^vl_(?:rows_dropped|too_long_lines_skipped)_total\S* (\d+)$/gm);
      return Array.from(counts, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
    },
    halt: () => server.end(),
    start: async () => {
      server = await launch();
    },
    stop: async () => {
      await server.end();
      removeTemporaryFolder(folder);
    },
  };
}
