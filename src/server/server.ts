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
  /** Asked for each time. */
  readonly settings: () => ServerSettings;
  /** Milliseconds, never falling. */
  readonly now: () => number;
}

interface ServerSettings {
  /** After how many milliseconds without progress `/healthz` fails; Infinity for never. */
  readonly stuckAfter: number;
  /** Most logs that have series of their own in `/metrics`. */
  readonly filesWithSeries: number;
}

/** The longest time between two looks at how it goes, in milliseconds, for `/healthz`. */
const LOOK_EVERY = 10_000;

/** Serves all that there is to say of a pipeline. */
export async function startServer(options: ServerOptions, diagnostics: Diagnostics): Promise<StatusServer> {
  const { listen, status, settings, now } = options;
  const page = createPage();
  const health = createHealth();
  const look = (): readonly string[] => health.look(status(), now(), settings().stuckAfter);
  const lookLater = (): NodeJS.Timeout =>
    setTimeout(
      () => {
        look();
        looking = lookLater();
      },
      Math.min(LOOK_EVERY, settings().stuckAfter / 4),
    ).unref();
  const server = await startStatusServer(
    listen,
    {
      '/': () => page,
      '/status.json': () => json(status()),
      '/metrics': async () => ({
        status: 200,
        contentType: METRICS_CONTENT_TYPE,
        body: await metricsText(status(), { filesWithSeries: settings().filesWithSeries }),
      }),
      '/healthz': () => {
        const stuck = look();
        return stuck.length === 0 ? plain(['ok'], 200) : plain(stuck, 503);
      },
      '/readyz': () => (status().isReady ? plain(['ok'], 200) : plain(['the logs are being looked for'], 503)),
    },
    diagnostics,
  );
  let looking = lookLater();
  return {
    close() {
      clearTimeout(looking);
      server.close();
    },
  };
}
