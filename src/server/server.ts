import type { Diagnostics } from '../record/diagnostics.js';
import type { PipelineStatus } from '../record/pipeline-status.js';
import type { Access } from './access.js';
import { atMostEvery } from './at-most-every.js';
import { createHealth } from './health.js';
import { METRICS_CONTENT_TYPE, metricsText } from './metrics-text.js';
import { createPage } from './page.js';
import { createProcessUse } from './process-samples.js';
import { json, plain, type Reply, reply, type StreamReply } from './reply.js';
import { type ListenAddress, type StatusServer, startStatusServer } from './status-server.js';

export interface ServerOptions {
  readonly listen: Omit<ListenAddress, 'access'>;
  readonly status: () => PipelineStatus;
  /** Asked for each time. */
  readonly settings: () => ServerSettings;
  /** Asked for at the start, and every so often: files that it comes from may be replaced. */
  readonly access: () => Access;
  /** Milliseconds, never falling. */
  readonly now: () => number;
  /** Answers `/tail`. */
  readonly tail: (query: URLSearchParams) => Reply | StreamReply;
}

interface ServerSettings {
  /** After how many milliseconds without progress `/healthz` fails; Infinity for never. */
  readonly stuckAfter: number;
  /** Most logs that have series of their own in `/metrics`. */
  readonly filesWithSeries: number;
}

/** The longest time between two looks at how it goes, in milliseconds, for `/healthz`. */
const LOOK_EVERY = 10_000;
/** How old an answer may be, in milliseconds: with many logs it takes long to make one. */
const ANSWER_EVERY = 1_000;

/** Serves the status of a pipeline, and its live tail. The status is at most one second old, and no file is read for it. */
export async function startServer(options: ServerOptions, diagnostics: Diagnostics): Promise<StatusServer> {
  const { listen, settings, access, now } = options;
  const page = createPage();
  const health = createHealth();
  const use = createProcessUse();
  use.look();
  const status = atMostEvery(ANSWER_EVERY, now, options.status);
  const statusReply = atMostEvery(ANSWER_EVERY, now, () => json(status()));
  const metricsReply = atMostEvery(ANSWER_EVERY, now, async () => {
    const { filesWithSeries } = settings();
    return reply(METRICS_CONTENT_TYPE, await metricsText(status(), { filesWithSeries, tellProcess: use.tell }));
  });
  const look = atMostEvery(ANSWER_EVERY, now, () => health.look(status(), now(), settings().stuckAfter));
  const server = await startStatusServer(
    { ...listen, access: access() },
    {
      '/': { isOpen: true, answer: () => page },
      '/status.json': { answer: statusReply },
      '/metrics': { answer: metricsReply },
      '/tail': { answer: (_, query) => options.tail(query) },
      // That it is answered says that podtail's own loop turns; what a sink does is no reason to restart podtail.
      '/livez': { isOpen: true, answer: () => OK },
      '/healthz': { isOpen: true, answer: (isTrusted) => healthReply(look(), isTrusted) },
      '/readyz': {
        isOpen: true,
        answer: () => (status().isReady ? OK : plain(['podtail is still searching for logs'], 503)),
      },
    },
    diagnostics,
  );
  let timer: NodeJS.Timeout | undefined;
  const lookLater = (): void => {
    const lookAgain = (): void => {
      look();
      use.look();
      renew(server, access, diagnostics);
      lookLater();
    };
    timer = setTimeout(lookAgain, Math.min(LOOK_EVERY, settings().stuckAfter / 4)).unref();
  };
  lookLater();
  return {
    admit: server.admit,
    close() {
      clearTimeout(timer);
      server.close();
    },
  };
}

const OK = plain(['ok'], 200);

/** The reason may name servers, so only a client with the token gets it. */
function healthReply(stuck: readonly string[], isTrusted: boolean) {
  if (stuck.length === 0) return OK;
  return plain(isTrusted ? stuck : ['unhealthy: send the token to see the reasons'], 503);
}

/** Takes up a token and a certificate that were replaced on disk. Where they cannot be read, those from before continue. */
function renew(server: StatusServer, access: () => Access, diagnostics: Diagnostics): void {
  try {
    server.admit(access());
    diagnostics.solved(ACCESS);
  } catch (error) {
    diagnostics.problem(ACCESS, `the status server keeps its old token and certificate: ${(error as Error).message}`);
  }
}

const ACCESS = 'access to the status';
