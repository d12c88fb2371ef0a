import { createHash, timingSafeEqual } from 'node:crypto';

/** How the server proves who it is, and who may ask; undefined where nothing is asked for. Read again each time. */
export interface Access {
  /** Whoever asks must send it (RFC 6750). */
  readonly token?: string;
  /** PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Whether the header `authorization` has that token. How long that takes says nothing of it. */
export function hasToken(authorization: string | undefined, token: string): boolean {
  const [, given] = /^bearer +([^ ]+) *$/i.exec(authorization ?? '') ?? [];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
