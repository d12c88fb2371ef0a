/** A secret as it is, or the file that holds it: read at the first request, and again after one that failed. */
export type Secret = { readonly value: string } | { readonly file: string };

/**
 * Who podtail says it is.
 * - `basic`: RFC 7617.
 * - `bearer`: RFC 6750.
 * - `apiKey`: `Authorization: ApiKey …`, as Elasticsearch has it: the encoded key, or `id:key`, which is encoded here.
 */
export type Authentication =
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret }
  | { readonly kind: 'apiKey'; readonly key: Secret };

/** How the other side is verified, and what podtail shows of itself. Files hold PEM; they are read as secrets are. */
interface TlsOptions {
  /** Authorities to trust instead of the well-known ones. */
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  /** The name that the certificate has to bear; absent: the URL's host. */
  readonly serverName?: string;
  readonly insecureSkipVerify?: boolean;
}

/** How to talk to one sink, whatever is said. Times are in milliseconds. */
export interface HttpOptions {
  /** The most connections to one server at a time: as many as the sink has lanes. */
  readonly connections: number;
  readonly authentication?: Authentication;
  readonly tls?: TlsOptions;
  /** `environment`: HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in capitals or not. Anything else is the proxy's URL. */
  readonly proxy: 'environment' | 'none' | (string & {});
  /** Sent with every request, in place of podtail's own of the same name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Until there is a connection; until the answer begins; and from one part of the answer to the next. */
  readonly timeouts: { readonly connect: number; readonly headers: number; readonly body: number };
  /** zlib's level of gzip, 1 to 9; absent: not compressed. */
  readonly gzipLevel?: number;
}
