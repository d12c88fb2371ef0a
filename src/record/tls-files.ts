/** The files for TLS: trusted authorities, and the client certificate. In PEM. */
export interface TlsFiles {
  /** Authorities to trust instead of those of Node.js. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** The name in the certificate. Absent: the host of the URL. */
  readonly serverName?: string;
  readonly insecureSkipVerify: boolean;
}
