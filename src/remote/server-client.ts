import type { Readable } from 'node:stream';
import type { PipelineStatus } from '../record/pipeline-status.js';
import { UserError } from '../record/user-error.js';
import type { ServerAddress } from './server-address.js';
import { createDispatcher } from './server-dispatcher.js';

/** A client of the status server of a running podtail. Failures are a `UserError` that says what to do. */
export interface ServerClient {
  status(): Promise<PipelineStatus>;
  /** The records that are being shipped, as lines of JSON, until either side ends it. */
  tail(query: URLSearchParams): Promise<Readable>;
  close(): Promise<void>;
}

/** How long the server may take to begin an answer, in milliseconds. */
const ANSWER_WITHIN = 10_000;

export async function createServerClient(address: ServerAddress): Promise<ServerClient> {
  const { url, token } = address;
  const dispatcher = await createDispatcher(address);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };

  async function get(path: string, bodyTimeout: number) {
    try {
      const { origin, pathname, search } = new URL(path, url);
      const target = { origin, path: pathname + search, method: 'GET' } as const;
      const response = await dispatcher.request({ ...target, headers, headersTimeout: ANSWER_WITHIN, bodyTimeout });
      if (response.statusCode === 200) return response.body;
      throw refusal(url, response.statusCode, await response.body.text());
    } catch (error) {
      throw error instanceof UserError ? error : unreachable(url, error as NodeJS.ErrnoException);
    }
  }

  return {
    status: async () => {
      const body = await get('/status.json', ANSWER_WITHIN);
      try {
        return (await body.json()) as PipelineStatus;
      } catch (error) {
        throw unreachable(url, error as Error);
      }
    },
    tail: (query) => get(`/tail?${query}`, 0),
    close: () => dispatcher.destroy(),
  };
}

function refusal({ origin }: URL, status: number, body: string): UserError {
  if (status === 401) {
    return new UserError(`${origin} requires a token: set --token-file FILE, or PODTAIL_TOKEN in the environment`);
  }
  return new UserError(`${origin} answers with status ${status}: ${errorOf(body)}`);
}

/** What the answer says is wrong, in one line that a terminal may be given. */
function errorOf(body: string): string {
  const text = messageIn(body) ?? body;
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 300);
}

function messageIn(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

function unreachable({ origin }: URL, { code, message }: NodeJS.ErrnoException): UserError {
  const hint = code === 'ECONNREFUSED' ? '; check that podtail runs there with listen (--listen HOST:PORT)' : '';
  return new UserError(`cannot connect to ${origin} (${message || code})${hint}`);
}
