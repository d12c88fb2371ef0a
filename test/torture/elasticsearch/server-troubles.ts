import { setTimeout as delay } from 'node:timers/promises';
import type { OpenSearch } from '../../e2e/opensearch/open-search.js';
import type { SeededRandom } from '../../support/seeded-random.js';

/** Halts the server from time to time, as a crash does, and starts it again. */
export interface ServerTroubles {
  /** How often it was halted. */
  readonly halts: number;
  /** Resolves when the server is there, and leaves it alone then until `resume`. */
  pause(): Promise<void>;
  resume(): void;
}

/** In milliseconds. */
const SHORTEST_UP = 6_000;
const LONGEST_UP = 40_000;
const LONGEST_DOWN = 5_000;

export function startServerTroubles(
  server: Pick<OpenSearch, 'halt' | 'start'>,
  random: SeededRandom,
  say: (line: string) => void,
): ServerTroubles {
  let halts = 0;
  let timer: NodeJS.Timeout | undefined;
  let going: Promise<void> = Promise.resolve();
  let isPaused = true;

  async function trouble(): Promise<void> {
    const start = Date.now();
    halts++;
    await server.halt();
    await delay(random.below(LONGEST_DOWN));
    await server.start();
    say(`the server was away for ${((Date.now() - start) / 1000).toFixed(1)} s`);
    schedule();
  }

  function schedule(): void {
    if (isPaused) return;
    timer = setTimeout(
      () => {
        going = trouble();
      },
      halts === 0 ? SHORTEST_UP : SHORTEST_UP + random.below(LONGEST_UP - SHORTEST_UP),
    );
  }

  return {
    get halts() {
      return halts;
    },
    pause: () => {
      isPaused = true;
      clearTimeout(timer);
      return going;
    },
    resume: () => {
      if (!isPaused) return;
      isPaused = false;
      schedule();
    },
  };
}
