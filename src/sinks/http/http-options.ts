import type { Auth } from '../../record/auth.js';
import type { TlsFiles } from '../../record/tls-files.js';

/** How to connect to the servers of one sink, independent of the payload: a part of its configuration. */
export interface HttpOptions {
  /** The most connections to one server at a time: each lane has one request in flight. */
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
  /** Milliseconds until there is a connection; until the answer begins; and from then on until it is whole. */
  readonly timeouts: { readonly connect: number; readonly headers: number; readonly body: number };
  readonly compression: Compression;
}

/**
 * How bodies are compressed: gzip with zlib's level 1 to 9, zstd with its level 1 to 19. `auto`: with zstd where this
 * Node.js has it, until the server refuses it; else with gzip.
 */
export type Compression = 'none' | 'auto' | { readonly gzip: number } | { readonly zstd: number };
