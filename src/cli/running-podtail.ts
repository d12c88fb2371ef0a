import type { OptionValues } from '../config/load.js';
import type { ServerAddress } from '../remote/server-address.js';
import type { ServerClient } from '../remote/server-client.js';
import { complain } from './output.js';
import { readTextFile } from './read-text-file.js';
import { loadSettings } from './settings.js';

/** The running podtail that the options, or else the configuration, name. Complains and gives nothing where none is named. */
export async function runningPodtail(values: OptionValues): Promise<ServerClient | undefined> {
  const address = await addressOf(values);
  if (address === undefined) return undefined;
  const { createServerClient } = await import('../remote/server-client.js');
  return createServerClient(address);
}

async function addressOf({
  connect,
  config,
  ca,
  'token-file': tokenFile,
}: OptionValues): Promise<ServerAddress | undefined> {
  const { ownServerAddress, parseServerAddress } = await import('../remote/server-address.js');
  const token = typeof tokenFile === 'string' ? readTextFile(tokenFile).trim() : process.env.PODTAIL_TOKEN;
  const given = {
    ...(token === undefined || token === '' ? {} : { token }),
    ...(typeof ca === 'string' ? { ca: readTextFile(ca) } : {}),
  };
  if (typeof connect === 'string') return { url: parseServerAddress(connect), ...given };
  const loaded = await loadSettings(config === undefined ? {} : { config }, complain);
  if (loaded === undefined) return undefined;
  const { listen, statusAccess } = loaded.config;
  if (listen === undefined) {
    complain('no podtail is named; set --connect ADDRESS, or --config FILE with the key listen');
    return undefined;
  }
  const { readStatusAccess } = await import('../pipeline/status-access.js');
  return { ...ownServerAddress(listen, readStatusAccess(statusAccess)), ...given };
}
