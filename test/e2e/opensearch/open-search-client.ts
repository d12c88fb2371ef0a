/**
 * What tests ask OpenSearch. A target is the name of an index or a data stream, or several with commas and `*`; one that
 * does not exist holds no documents.
 */
export interface OpenSearchClient {
  /** Sends a request: text as newline-delimited JSON, all else as JSON. Any status is an answer. */
  call<Body>(method: string, path: string, body?: unknown): Promise<OpenSearchAnswer<Body>>;
  /** How many documents there are, those included that were acknowledged just before. */
  count(target: string): Promise<number>;
  /** All documents, in no order, those included that were acknowledged just before. */
  documents<Source>(target: string): AsyncGenerator<OpenSearchDocument<Source>>;
}

export interface OpenSearchAnswer<Body> {
  readonly status: number;
  /** What the server gives back as JSON. */
  readonly body: Body;
}

export interface OpenSearchDocument<Source> {
  readonly _id: string;
  /** Of a data stream: the index behind it. */
  readonly _index: string;
  /** The document as it was sent. */
  readonly _source: Source;
}

/** The answer to `_bulk`: per document the operation's name with its outcome. */
export interface BulkAnswer {
  readonly errors: boolean;
  readonly items: readonly Readonly<Record<string, BulkItem>>[];
}

interface BulkItem {
  readonly _index: string;
  readonly _id: string;
  readonly status: number;
  readonly error?: { readonly type: string; readonly reason: string };
}

interface SearchPage<Source> {
  readonly _scroll_id: string;
  readonly hits: { readonly hits: readonly OpenSearchDocument<Source>[] };
}

const DOCUMENTS_A_PAGE = 5_000;

export function createOpenSearchClient(url: string): OpenSearchClient {
  const call: OpenSearchClient['call'] = async (method, path, body) => {
    const ndjson = typeof body === 'string';
    const headers = { 'content-type': ndjson ? 'application/x-ndjson' : 'application/json' };
    const content = body === undefined ? {} : { headers, body: ndjson ? body : JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, { method, ...content });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  const ask = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await call<Body>(method, path, body);
    if (answer.status === 200) return answer.body;
    throw new Error(`OpenSearch refused ${method} ${path} with ${answer.status}: ${JSON.stringify(answer.body)}`);
  };
  const refresh = (target: string): Promise<unknown> => ask('POST', `/${target}/_refresh?ignore_unavailable=true`);

  return {
    call,
    count: async (target) => {
      await refresh(target);
      return (await ask<{ count: number }>('GET', `/${target}/_count?ignore_unavailable=true`)).count;
    },
    documents: async function* <Source>(target: string) {
      await refresh(target);
      const first = `/${target}/_search?ignore_unavailable=true&scroll=1m&sort=_doc&size=${DOCUMENTS_A_PAGE}`;
      let page = await ask<SearchPage<Source>>('GET', first);
      while (page.hits.hits.length > 0) {
        yield* page.hits.hits;
        const next = { scroll: '1m', scroll_id: page._scroll_id };
        page = await ask<SearchPage<Source>>('POST', '/_search/scroll', next);
      }
    },
  };
}
