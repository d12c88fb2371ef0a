/** What is answered to a request. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  /** The same bytes may be on their way to many. */
  readonly body: Buffer;
  /** Added to those of every reply. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer without an end: bytes as they come, until one of the two sides ends the connection. */
export interface StreamReply {
  readonly contentType: string;
  /** Called once the head has left. What it returns is called once, when the connection has ended. */
  begin(stream: ReplyStream): () => void;
}

/** The way of the bytes of a `StreamReply` to the client. */
export interface ReplyStream {
  /** Whether the client has not yet taken what was written; who writes then makes podtail hold it. */
  readonly isBehind: boolean;
  /** @param bytes which must not change any more */
  write(bytes: Uint8Array): void;
  /** Ends the connection. */
  end(): void;
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return reply('application/json; charset=utf-8', `${JSON.stringify(value)}\n`, status, headers);
}

export function plain(lines: readonly string[], status: number): Reply {
  return reply('text/plain; charset=utf-8', `${lines.join('\n')}\n`, status);
}

export function reply(
  contentType: string,
  text: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return { status, contentType, body: Buffer.from(text), headers };
}

/** The headers that each answer has. */
export function headersOf(contentType: string): Record<string, string> {
  return { 'content-type': contentType, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
}
