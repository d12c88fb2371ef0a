import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { PipelineStatus } from '../record/pipeline-status.js';
import type { LiveTail } from './live-tail.js';
import { monotonicNow } from './pipeline-parts.js';
import { readStatusAccess } from './status-access.js';

type ServedConfig = Pick<Config, 'listen' | 'allowedHosts' | 'statusAccess' | 'liveTail' | 'health' | 'metrics'>;

/** Serves the status over HTTP, with the settings of the current configuration. */
export interface StatusService {
  /**
   * Serves with the settings of that configuration. If it cannot, it rejects with a `UserError`, and serves as before.
   */
  serve(config: ServedConfig): Promise<void>;
  close(): void;
}

/** Creates the service, which serves nothing yet. Its code is loaded only if it has to serve. */
export function createStatusService(
  status: () => PipelineStatus,
  liveTail: Pick<LiveTail, 'answer'>,
  diagnostics: Diagnostics,
): StatusService {
  let server: { close(): void } | undefined;
  let served: ServedConfig | undefined;

  async function start(config: ServedConfig): Promise<{ close(): void } | undefined> {
    if (config.listen === undefined) return undefined;
    const listen = { ...config.listen, allowedHosts: config.allowedHosts };
    const { startServer } = await import('../server/server.js');
    const settings = () => settingsOf(served ?? config);
    const access = () => readStatusAccess(config.statusAccess);
    const { answer: tail } = liveTail;
    return startServer({ listen, status, settings, access, now: monotonicNow, tail }, diagnostics);
  }

  async function move(before: ServedConfig | undefined, config: ServedConfig): Promise<void> {
    // The old server may block another address with the same port.
    const mayClash = before?.listen?.port === config.listen?.port;
    if (mayClash) server?.close();
    try {
      const next = await start(config);
      if (!mayClash) server?.close();
      server = next;
    } catch (error) {
      if (mayClash && before !== undefined) server = await start(before);
      throw error;
    }
  }

  return {
    async serve(config) {
      const before = served;
      if (!isDeepStrictEqual(addressOf(before), addressOf(config))) await move(before, config);
      served = config;
    },
    close: () => server?.close(),
  };
}

function addressOf(config: ServedConfig | undefined) {
  return config?.listen && [config.listen, config.allowedHosts, config.statusAccess];
}

function settingsOf({ health, metrics }: ServedConfig) {
  const stuckAfter = health.stuckAfter === 'never' ? Number.POSITIVE_INFINITY : health.stuckAfter;
  return { stuckAfter, filesWithSeries: metrics.files };
}
