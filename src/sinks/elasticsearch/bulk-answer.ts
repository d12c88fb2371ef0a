import { counted } from '../../record/counted.js';
import type { SendOutcome } from '../../record/sink.js';
import { describeAnswer } from '../http/classify-answer.js';
import type { HttpAnswer } from '../http/http-client.js';
import { type FailedOperation, refusedByIndexes } from './refused-indexes.js';

/** The parts of an answer that podtail requests (`filter_path`): about thirty bytes for each record. */
export const BULK_FILTER =
  'filter_path=errors,items.*.status,items.*.failure_store,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason';

const NO_ERRORS = '{"errors":false';
const FAILURE_STORE = Buffer.from('"failure_store":"used"');
const CONFLICT = 409;
/**
 * Statuses of an operation that may succeed later: a busy node or queue, missing rights or blocks on the index (a full
 * disk makes an index read-only), and an index that does not exist, for example while it is created again.
 */
const TEMPORARY: readonly number[] = [401, 403, 404, 405, 408, 410, 423, 425, 429, 499];
/** Errors with status 400 that concern the index or the cluster, not the document. */
const OF_THE_INDEX = [
  /^index_closed_exception$/,
  /maximum (normal |frozen )?shards open/,
  /no write index is defined for alias/,
  /pipeline with id \[.*\] does not exist/,
];

/** The answer to one operation, reduced by the filter. */
interface BulkItem {
  readonly status: number;
  readonly error?: {
    readonly type?: string;
    readonly reason?: string;
    readonly caused_by?: { readonly reason?: string };
  };
}

/**
 * Classifies each record of a bulk answer with status 200. A document that exists already (409) counts as delivered:
 * its id is its own, so an earlier attempt stored it.
 *
 * @param indexOf names the index of a record. Undefined if all records have the same index, so that none is refused by
 *   itself
 */
export function classifyBulkAnswer(
  answer: HttpAnswer,
  records: number,
  indexOf: (record: number) => string | undefined = () => undefined,
): SendOutcome {
  if (saysNoErrors(answer)) return { kind: 'delivered', ...inFailureStore(answer) };
  const items = parseItems(answer);
  if (items === undefined) {
    return {
      kind: 'retry',
      reason: `${describeAnswer(answer)}: that is not an answer to _bulk; is this Elasticsearch or OpenSearch?`,
    };
  }
  if (items.length !== records) {
    return { kind: 'retry', reason: `${answer.url} answered for ${items.length} of ${counted(records, 'operation')}` };
  }
  return { ...classifyItems(items, answer.url, indexOf), ...inFailureStore(answer) };
}

/**
 * The number of records in the failure store of a data stream, because their documents could not be indexed. Usually
 * none.
 */
function inFailureStore({ body }: HttpAnswer): Pick<Extract<SendOutcome, { kind: 'delivered' }>, 'apart'> {
  let records = 0;
  for (let at = body.indexOf(FAILURE_STORE); at >= 0; at = body.indexOf(FAILURE_STORE, at + 1)) records++;
  if (records === 0) return {};
  return { apart: { records, reason: 'their documents could not be indexed' } };
}

/** Whether the beginning of an answer says that all operations succeeded. Most answers do. */
export function saysNoErrors({ body }: Pick<HttpAnswer, 'body'>): boolean {
  return body.toString('latin1', 0, NO_ERRORS.length) === NO_ERRORS;
}

function classifyItems(
  items: readonly BulkItem[],
  url: string,
  indexOf: (record: number) => string | undefined,
): SendOutcome {
  const failed = new Map<number, FailedOperation>();
  const rejected: { record: number; reason: string; status: number }[] = [];
  for (const [record, item] of items.entries()) {
    const { status } = item;
    if (isTemporary(item)) failed.set(record, { status, type: item.error?.type, reason: describeError(item) });
    else if (status >= 300 && status !== CONFLICT) rejected.push({ record, status, reason: describeError(item) });
  }
  const again = [...failed.keys()];
  if (again.length === 0 && rejected.length === 0) return { kind: 'delivered' };
  const first = items[again[0] ?? rejected[0]!.record]!;
  const reason = `${url} took ${items.length - again.length - rejected.length} of ${counted(items.length, 'record')}: ${describeError(first)}`;
  const refused = refusedByIndexes(failed, indexOf);
  return { kind: 'partial', again, rejected, reason, ...(refused.length > 0 && { refused }) };
}

function isTemporary({ status, error }: BulkItem): boolean {
  if (status >= 500 || TEMPORARY.includes(status)) return true;
  return (
    status >= 400 &&
    OF_THE_INDEX.some((pattern) => pattern.test(error?.type ?? '') || pattern.test(error?.reason ?? ''))
  );
}

function describeError({ status, error }: BulkItem): string {
  const { type, reason, caused_by: cause } = error ?? {};
  const said = [type, reason, cause?.reason].filter((part) => part !== undefined);
  return said.length === 0 ? `status ${status}` : said.join(': ');
}

/** The answers to the operations, in the order of the records. Undefined if this is not a bulk answer. */
function parseItems({ body, isWhole }: HttpAnswer): readonly BulkItem[] | undefined {
  if (!isWhole) return undefined;
  try {
    const { items } = JSON.parse(body.toString('utf8')) as { items?: readonly Readonly<Record<string, BulkItem>>[] };
    const answers = items?.map((item) => Object.values(item)[0]!);
    return answers?.every(({ status }) => Number.isInteger(status)) ? answers : undefined;
  } catch {
    return undefined;
  }
}
