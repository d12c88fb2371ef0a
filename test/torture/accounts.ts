import type { FileStatus, LogStatus } from '../../src/record/log-status.js';

/** Milliseconds between two looks. */
const EVERY = 250;

/** Looks again and again at what a podtail says of itself, and whether its accounts are closed. */
export interface Accounts {
  /** Something was said on standard error: maybe where the status is served. */
  listen(line: string): void;
  /** How many looks were had. */
  readonly looks: number;
  /** What is not settled yet of the files that are followed; undefined where all is, or nothing is known. */
  unsettled(): Promise<string | undefined>;
  stop(): void;
}

/** @param onFault called with what does not add up */
export function watchAccounts(onFault: (what: string) => void): Accounts {
  let url: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let looks = 0;

  async function look(): Promise<readonly LogStatus[] | undefined> {
    if (url === undefined) return undefined;
    const status = await ask(url);
    if (status === undefined) return undefined;
    looks++;
    for (const { path, files } of status) {
      for (const file of files) {
        const fault = faultOf(file);
        if (fault !== undefined) onFault(`${path}: ${fault}: ${JSON.stringify(file)}`);
      }
    }
    return status;
  }

  return {
    get looks() {
      return looks;
    },
    listen(line) {
      // What podtail said last is read after its end: a timer that began then would never end.
      if (isStopped) return;
      url ??= /"url":"([^"]+status\.json)"/.exec(line)?.[1];
      if (url !== undefined) timer ??= setInterval(look, EVERY);
    },
    async unsettled() {
      const files = (await look())?.flatMap((log) => log.files);
      const behind = files?.find(({ settled, waiting, size }) => settled + waiting < size);
      return behind && JSON.stringify(behind);
    },
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

/** Undefined where podtail does not answer: it is frozen, or was ended meanwhile. */
async function ask(url: string): Promise<readonly LogStatus[] | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return ((await answer.json()) as { readonly logs: readonly LogStatus[] }).logs;
  } catch {
    return undefined;
  }
}

function faultOf({ size, read, settled, inFlight, waiting }: FileStatus): string | undefined {
  if (read !== settled + inFlight + waiting) return 'read is not settled + in flight + waiting';
  if (Math.min(settled, inFlight, waiting) < 0) return 'less than nothing';
  if (read > size) return 'more was read than there is';
  return undefined;
}
