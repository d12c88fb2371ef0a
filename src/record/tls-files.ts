/** How a server is trusted, and how podtail proves who it is. Files hold PEM. */
export interface TlsFiles {
  /** Authorities to trust instead of the well-known ones, which are those of Node.js. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name that the certificate has to bear; absent: the URL's host. */
  readonly serverName?: string;
  readonly insecureSkipVerify: boolean;
}
