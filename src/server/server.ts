import type { Diagnostics } from '../record/diagnostics.js';
import type { PipelineStatus } from '../record/pipeline-status.js';
import { createHealth } from './health.js';
import { METRICS_CONTENT_TYPE, metricsText } from './metrics-text.js';
import { createPage } from './page.js';
import { json, plain } from './reply.js';
import { type ListenAddress, type StatusServer, startStatusServer } from './status-server.js';

export interface ServerOptions {
  readonly listen: ListenAddress;
  readonly status: () => PipelineStatus;
  /** After how many milliseconds without progress `/healthz` fails; Infinity for never. */
  readonly stuckAfter: number;
  /** Most logs that have series of their own in `/metrics`. */
  readonly filesWithSeries: number;
  /** Milliseconds, never falling. */
  readonly now: () => number;
}

/** The longest time between two looks at how it goes, in milliseconds, for `/healthz`. */
const LOOK_EVERY = 10_000;

/** Serves all that there is to say of a pipeline. */
export async function startServer(options: ServerOptions, diagnostics: Diagnostics): Promise<StatusServer> {
  const { listen, status, stuckAfter, filesWithSeries, now } = options;
  const page = createPage();
  const health = createHealth(stuckAfter);
  const look = (): readonly string[] => health.look(status(), now());
  const server = await startStatusServer(
    listen,
    {
      '/': () => page,
      '/status.json': () => json(status()),
      '/metrics': async () => ({
        status: 200,
        contentType: METRICS_CONTENT_TYPE,
        body: await metricsText(status(), { filesWithSeries }),
      }),
      '/healthz': () => {
        const stuck = look();
        return stuck.length === 0 ? plain(['ok'], 200) : plain(stuck, 503);
      },
      '/readyz': () => (status().isReady ? plain(['ok'], 200) : plain(['the logs are being looked for'], 503)),
    },
    diagnostics,
  );
  const looking = setInterval(look, Math.min(LOOK_EVERY, stuckAfter / 4)).unref();
  return {
    close() {
      clearInterval(looking);
      server.close();
    },
  };
}
