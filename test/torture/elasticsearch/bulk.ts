/** One document that was to be created by a bulk request. */
export interface BulkOperation {
  readonly id: string;
  /** The document's JSON. */
  readonly document: string;
  /** Both lines of the request. */
  readonly lines: string;
}

/** What a server answers for one operation. */
export interface BulkItem {
  readonly create: { readonly status: number; readonly error?: { readonly type: string; readonly reason: string } };
}

/**
 * Parses a request's body.
 *
 * @throws Error for what is not valid UTF-8, or not made of `create` operations with an id
 */
export function parseBulk(body: Uint8Array): BulkOperation[] {
  const lines = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body).split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no end');
  return Array.from({ length: lines.length / 2 }, (_, index) => {
    const [action = '', document = ''] = lines.slice(2 * index, 2 * index + 2);
    const { create } = JSON.parse(action) as { create?: { _id?: unknown } };
    if (typeof create?._id !== 'string') throw new Error(`not a create with an id: ${action}`);
    return { id: create._id, document, lines: `${action}\n${document}\n` };
  });
}

export function isStored({ create: { status } }: BulkItem): boolean {
  return status === 201 || status === 409;
}
