/** What is answered to a request. */
export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Added to those of every reply. */
  readonly headers?: Readonly<Record<string, string>>;
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, contentType: 'application/json; charset=utf-8', body: `${JSON.stringify(value)}\n`, headers };
}

export function plain(lines: readonly string[], status: number): Reply {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${lines.join('\n')}\n` };
}
