import { join } from 'node:path';
import { createTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder.js';
import { serverFolder } from '../servers/server-build.js';
import { type ServerProcess, startServer } from '../servers/server-process.js';
import { openSearchBuild } from './open-search-build.js';
import { createOpenSearchClient, type OpenSearchClient } from './open-search-client.js';

/** A real OpenSearch of the tests' own, of one node, with nothing in it; without security, over plain HTTP. */
export interface OpenSearch extends OpenSearchClient {
  /** Its base address, with no slash at the end. */
  readonly url: string;
  /** Ends it as a crash does, without giving it time to tidy up. What it has acknowledged it keeps for `start`. */
  halt(): Promise<void>;
  /** Starts it again after `halt`, on the same port. */
  start(): Promise<void>;
  /** Ends it, and deletes all that it kept. */
  stop(): Promise<void>;
}

/** Starts OpenSearch and waits until it answers, which takes some seconds; needs `whyNoServer` to find no reason. */
export async function startOpenSearch(): Promise<OpenSearch> {
  const folder = createTemporaryFolder();
  let process = launch(folder, 0);
  const stop = async (): Promise<void> => {
    await process.end();
    removeTemporaryFolder(folder);
  };
  try {
    const port = await portOf(process);
    const url = `http://127.0.0.1:${port}`;
    return {
      ...createOpenSearchClient(url),
      url,
      halt: () => process.end(),
      start: async () => {
        process = launch(folder, port);
        await portOf(process);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function launch(folder: string, port: number): ServerProcess {
  const built = serverFolder(openSearchBuild);
  const classPath = `${join(built, 'classes')}:${join(built, 'lib')}/*`;
  const command = ['java', '-Xmx512m', '-XX:+UseSerialGC', '-cp', classPath, 'OpenSearchServer'] as const;
  return startServer('OpenSearch', [...command, folder, String(port)]);
}

async function portOf(process: ServerProcess): Promise<number> {
  const [, port] = await process.says(/^listening on (\d+)$/, 'word from OpenSearch that it listens');
  return Number(port);
}
