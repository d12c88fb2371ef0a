import type { Auth } from '../../record/auth.js';
import type { TlsFiles } from '../../record/tls-files.js';

/** How to connect to the servers of one sink: a part of its configuration. */
export interface HttpOptions {
  /** Maximum connections to one server. Each lane has one request in flight. */
  readonly lanes: number;
  /** Secrets in files are read at the first request, again after one that failed, and within a minute. */
  readonly auth?: Auth;
  /** Read as secrets are. */
  readonly tls: TlsFiles;
  /** `environment`, `none`, or the proxy's URL (see `chooseProxy`). */
  readonly proxy: string;
  /** Sent with every request, in place of podtail's own of the same name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Texts of the environment and of files that messages must not repeat. */
  readonly secretTexts?: readonly string[];
  /** Milliseconds for the connection, until the answer begins, and from then until it is complete. */
  readonly timeouts: { readonly connect: number; readonly headers: number; readonly body: number };
  readonly compression: Compression;
}

/**
 * Compression of bodies: gzip with levels 1 to 9, or zstd with levels 1 to 19. `auto` uses zstd if this Node.js has it,
 * until the server refuses it, and otherwise gzip.
 */
export type Compression = 'none' | 'auto' | { readonly gzip: number } | { readonly zstd: number };
