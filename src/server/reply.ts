/** What is answered to a request. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  /** The same bytes may be on their way to many. */
  readonly body: Buffer;
  /** Added to those of every reply. */
  readonly headers?: Readonly<Record<string, string>>;
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
