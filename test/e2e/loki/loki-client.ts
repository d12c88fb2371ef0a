import { setTimeout as wait } from 'node:timers/promises';

/** An entry that a query returned. */
export interface StoredEntry {
  /** The stream's labels and the entry's structured metadata, without what Loki adds itself. */
  readonly labels: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970. */
  readonly time: string;
  readonly line: string;
}

/** In milliseconds since 1970. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

export interface LokiClient {
  takesPushes(): Promise<void>;
  /** Has it write all that it holds in memory, as it does by itself in the course of time. */
  flush(): Promise<void>;
  /** All entries of the streams that the selector means, of a span of time. */
  entries(selector: string, span: TimeSpan): Promise<StoredEntry[]>;
  /**
   * The same, once they are so many, or after a minute and a half: what was flushed cannot be seen for a while.
   *
   * @param isWhole says whether all is there, where a number cannot: what was pushed again may be there twice
   */
  reach(
    selector: string,
    span: TimeSpan,
    count: number,
    isWhole?: (found: readonly StoredEntry[]) => boolean,
  ): Promise<StoredEntry[]>;
  /** How many entries it says it has discarded, by its reason (`loki_discarded_samples_total`). */
  discarded(): Promise<Readonly<Record<string, number>>>;
  /** How often it has split a stream because of its rate (`loki_stream_sharding_count`). */
  partings(): Promise<number>;
}

const SPAN_SECONDS = 3600;
const MOST_ENTRIES = 100_000;
const PATIENCE = 90_000;
/** Names of what Loki finds out itself. */
const OWN: readonly string[] = ['detected_level', 'service_name', '__stream_shard__'];

/** @param tenant whose data it asks for, where Loki has several */
export function createLokiClient(url: string, tenant?: string): LokiClient {
  async function call(path: string, init: RequestInit = {}): Promise<string> {
    const headers = { ...(tenant === undefined ? {} : { 'x-scope-orgid': tenant }), ...init.headers };
    const response = await fetch(url + path, { ...init, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return text;
  }

  /** Of a span of time, from second to second: Loki takes long over large limits, so that spans are halved instead. */
  async function entriesBetween(selector: string, start: number, end: number): Promise<StoredEntry[]> {
    const span = { start: String(start), end: String(end), limit: String(MOST_ENTRIES), direction: 'forward' };
    const path = `/loki/api/v1/query_range?${new URLSearchParams({ query: selector, ...span })}`;
    const { data } = JSON.parse(await call(path)) as QueryAnswer;
    const found = data.result.flatMap(({ stream, values }) => {
      const labels = withoutOwn(stream);
      return values.map(([time, line]) => ({ labels, time, line }));
    });
    if (found.length < MOST_ENTRIES) return found;
    const middle = Math.floor((start + end) / 2);
    return [...(await entriesBetween(selector, start, middle)), ...(await entriesBetween(selector, middle, end))];
  }

  async function entries(selector: string, { from, to }: TimeSpan): Promise<StoredEntry[]> {
    const found: StoredEntry[] = [];
    const end = Math.ceil(to / 1000);
    for (let start = Math.floor(from / 1000); start < end; start += SPAN_SECONDS) {
      const part = await entriesBetween(selector, start, Math.min(start + SPAN_SECONDS, end));
      for (const entry of part) found.push(entry);
    }
    return found;
  }

  return {
    entries,
    async takesPushes() {
      const end = Date.now() + PATIENCE;
      const stream = { job: 'test-is-ready' };
      for (;;) {
        const values = [[`${Date.now()}000000`, 'ready']];
        const body = JSON.stringify({ streams: [{ stream, values }] });
        const headers = { 'content-type': 'application/json' };
        const taken = await call('/loki/api/v1/push', { method: 'POST', headers, body }).then(
          () => true,
          (error: unknown) => error,
        );
        if (taken === true) return;
        if (Date.now() > end) throw taken;
        await wait(200);
      }
    },
    async flush() {
      await call('/flush', { method: 'POST' });
    },
    async reach(selector, span, count, isWhole = () => true) {
      const end = Date.now() + PATIENCE;
      for (;;) {
        const found = await entries(selector, span);
        if ((found.length >= count && isWhole(found)) || Date.now() > end) return found;
        await wait(1000);
      }
    },
    async discarded() {
      const counts: Record<string, number> = {};
      for (const line of (await call('/metrics')).split('\n')) {
        const [, reason, count] = /^loki_discarded_samples_total\{.*reason="([^"]*)".*\} (\S+)$/.exec(line) ?? [];
        if (reason !== undefined) counts[reason] = (counts[reason] ?? 0) + Number(count);
      }
      return counts;
    },
    async partings() {
      return Number(/^loki_stream_sharding_count (\S+)$/m.exec(await call('/metrics'))?.[1] ?? 0);
    },
  };
}

interface QueryAnswer {
  readonly data: {
    readonly result: readonly {
      readonly stream: Readonly<Record<string, string>>;
      readonly values: readonly (readonly [time: string, line: string])[];
    }[];
  };
}

function withoutOwn(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !OWN.includes(name)));
}
