import type { Auth } from '../../record/auth.js';

/** How to talk to the servers of one sink, whatever is said: a part of its configuration. */
export interface HttpOptions {
  /** The most connections to one server at a time: each lane has one request in flight. */
  readonly lanes: number;
  /** Secrets in files are read at the first request, again after one that failed, and within a minute. */
  readonly auth?: Auth;
  /** Files hold PEM, and are read as secrets are. */
  readonly tls: {
    /** Authorities to trust instead of the well-known ones. */
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    /** The name that the certificate has to bear; absent: the URL's host. */
    readonly serverName?: string;
    readonly insecureSkipVerify: boolean;
  };
  /** `environment`, `none`, or the proxy's URL (see `chooseProxy`). */
  readonly proxy: string;
  /** Sent with every request, in place of podtail's own of the same name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Texts of the environment and of files that messages must not repeat. */
  readonly secretTexts?: readonly string[];
  /** Milliseconds until there is a connection; until the answer begins; and from then on until it is whole. */
  readonly timeouts: { readonly connect: number; readonly headers: number; readonly body: number };
  readonly compression: Compression;
}

/**
 * How bodies are compressed: gzip with zlib's level 1 to 9, zstd with its level 1 to 19. `auto`: with zstd where this
 * Node.js has it, until the server refuses it; else with gzip.
 */
export type Compression = 'none' | 'auto' | { readonly gzip: number } | { readonly zstd: number };
