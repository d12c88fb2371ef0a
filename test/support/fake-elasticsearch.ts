import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  type FakeAnswer,
  type FakeHttpServer,
  type FakeHttpServerOptions,
  type ReceivedRequest,
  startFakeHttpServer,
} from './fake-http-server.js';

/** A document, parsed. */
export type StoredDocument = Readonly<Record<string, unknown>>;

/** What an operation comes to in place of being done. */
export interface OperationError {
  readonly status: number;
  readonly type: string;
  readonly reason: string;
  readonly cause?: string;
}

/** A cluster that takes bulk requests of `create` operations alone, and refuses whatever is not to the letter. */
export interface FakeElasticsearch extends FakeHttpServer {
  /** Documents by index and id. */
  readonly indexes: ReadonlyMap<string, ReadonlyMap<string, StoredDocument>>;
  /** All documents, in the order in which they were created. */
  readonly documents: readonly StoredDocument[];
}

export interface FakeElasticsearchOptions extends Omit<FakeHttpServerOptions, 'answer'> {
  /** Asked before each operation. */
  readonly fail?: (document: StoredDocument, id: string) => OperationError | undefined;
  /** Whether the request comes from somebody who may send it; else it is answered with 401. */
  readonly admit?: (request: ReceivedRequest) => boolean;
  /** The largest body in bytes; a larger one is answered with 413. */
  readonly mostBytes?: number;
}

interface Operation {
  readonly index: string;
  readonly id: string;
  readonly document: StoredDocument;
}

/** Starts one that is closed when the test is over. */
export async function startFakeElasticsearch(
  test: Pick<TestContext, 'after'>,
  options: FakeElasticsearchOptions = {},
): Promise<FakeElasticsearch> {
  const {
    fail = () => undefined,
    mostBytes = Number.POSITIVE_INFINITY,
    admit = () => true,
    ...serverOptions
  } = options;
  const indexes = new Map<string, Map<string, StoredDocument>>();
  const documents: StoredDocument[] = [];

  function create({ index, id, document }: Operation): object {
    const error = fail(document, id);
    if (error !== undefined) return { status: error.status, error: errorBody(error) };
    const stored = indexes.get(index) ?? new Map<string, StoredDocument>();
    indexes.set(index, stored);
    if (stored.has(id)) {
      const reason = `[${id}]: version conflict, document already exists (current version [1])`;
      return { status: 409, error: { type: 'version_conflict_engine_exception', reason } };
    }
    stored.set(id, document);
    documents.push(document);
    return { status: 201 };
  }

  function answer(request: ReceivedRequest): FakeAnswer {
    if (!admit(request)) return { status: 401 };
    if (request.wireBytes > mostBytes) return { status: 413, body: 'too large' };
    try {
      const items = parseBulk(request).map((operation) => ({ create: create(operation) }));
      const errors = items.some(({ create }) => 'error' in create);
      return { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ errors, items }) };
    } catch (error) {
      return {
        status: 400,
        body: JSON.stringify({ error: { type: 'parse_exception', reason: String(error) }, status: 400 }),
      };
    }
  }

  const server = await startFakeHttpServer(test, { ...serverOptions, answer });
  // A getter does not survive a spread.
  return Object.defineProperties({ ...server, indexes, documents }, { connections: { get: () => server.connections } });
}

/** Takes a request apart, and throws where it is not as Elasticsearch's documentation has it. */
function parseBulk({ method, path, headers, body }: ReceivedRequest): Operation[] {
  assert.equal(method, 'POST');
  assert.equal(headers['content-type'], 'application/x-ndjson');
  const [, indexOfPath, query = ''] = /^(?:\/([^/?]+))?\/_bulk(?:\?(.*))?$/.exec(path) ?? assert.fail(`path ${path}`);
  const filter = new URLSearchParams(query).get('filter_path')?.split(',') ?? [];
  for (const needed of ['errors', 'items.*.status', 'items.*.error.reason']) assert.ok(filter.includes(needed));

  const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  const lines = text.split('\n');
  assert.equal(lines.pop(), '', 'the last line ends with a newline');
  assert.ok(lines.length > 0 && lines.length % 2 === 0, 'an action and a document each');
  return lines.flatMap((line, place) => {
    if (place % 2 === 1) return [];
    const { create, ...others } = JSON.parse(line);
    assert.deepEqual(others, {}, 'data streams take no operation but create');
    const { _id: id, _index: index = indexOfPath, ...unknown } = create;
    assert.deepEqual(unknown, {});
    assert.ok(typeof id === 'string' && id.length > 0 && Buffer.byteLength(id) <= 512, 'an id of at most 512 bytes');
    assert.match(index, /^(?![-_+]|\.{1,2}$)[^A-Z\\/*?"<>| ,#:]{1,255}$/, 'a legal name of an index');
    const document = JSON.parse(lines[place + 1]!);
    assert.equal(typeof document['@timestamp'], 'string', 'data streams ask for @timestamp');
    return [{ index, id, document }];
  });
}

function errorBody({ type, reason, cause }: OperationError): object {
  return { type, reason, ...(cause === undefined ? {} : { caused_by: { reason: cause } }) };
}
