/** What a counting server is to do. */
export interface CountingTask {
  /** How many records are awaited. */
  readonly records: number;
  /** Which bodies are looked into; of all others the bytes are counted alone, so that the server stays fast. */
  readonly decodes: 'plain' | 'all';
}

/** What came so far. */
export interface Received {
  readonly requests: number;
  /** Of bodies, as they were sent. */
  readonly bytes: number;
  /** In the bodies that were looked into. */
  readonly records: number;
}

/** What a counting server tells its parent. */
export type ServerMessage =
  | { readonly kind: 'listening'; readonly port: number }
  /** All records that were awaited are there. */
  | { readonly kind: 'reached' }
  /** The answer to any message of the parent's. */
  | { readonly kind: 'received'; readonly received: Received };
