import { X509Certificate } from 'node:crypto';
import { UserError } from '../record/user-error.js';

/** Where a running podtail serves its status, and how to ask there. */
export interface ServerAddress {
  /** Scheme, host and port. */
  readonly url: URL;
  /** Sent with each request (RFC 6750). */
  readonly token?: string;
  /** Authorities to trust, PEM, in place of those of Node.js. */
  readonly ca?: string;
  /** The SHA-256 fingerprint of the only certificate to accept, under any name. */
  readonly fingerprint?: string;
}

/** Reads `HOST:PORT`, `PORT` (on this machine) or a URL. Throws a `UserError` if it is none of these. */
export function parseServerAddress(text: string): URL {
  const written = /^\d+$/.test(text) ? `127.0.0.1:${text}` : text.replace(/^:/, '127.0.0.1:');
  const url = /^https?:\/\//i.test(written) ? written : `http://${written}`;
  if (!URL.canParse(url)) {
    throw new UserError(`--connect: expected HOST:PORT, PORT or a URL, found ${text}`);
  }
  const { origin } = new URL(url);
  return new URL(origin);
}

/** How the podtail is reached that serves its status as that configuration says, from the same machine. */
export function ownServerAddress(
  listen: { readonly host: string; readonly port: number },
  { token, tls }: { readonly token?: string; readonly tls?: { readonly cert: string } },
): ServerAddress {
  const host = ANY_ADDRESS[listen.host] ?? listen.host;
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    url: new URL(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${listen.port}`),
    ...(token === undefined ? {} : { token }),
    ...(tls === undefined ? {} : { fingerprint: new X509Certificate(tls.cert).fingerprint256 }),
  };
}

/** What a server listens on that listens on all addresses, and an address of this machine of the same kind. */
const ANY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
