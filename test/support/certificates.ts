import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** PEM files of a certificate and its key. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** An authority that signs certificates for tests, with `openssl`. */
export interface CertificateAuthority {
  /** Its own certificate. */
  readonly cert: string;
  /** A certificate for a host's name or a client. */
  issue(name: string): CertificateFiles;
}

/** Makes an authority whose files all are in `folder`. */
export function createCertificateAuthority(folder: string, name = 'authority'): CertificateAuthority {
  const cert = path.join(folder, `${name}.pem`);
  const key = path.join(folder, `${name}.key`);
  openssl('req', '-x509', ...NEW_KEY, '-keyout', key, '-out', cert, '-days', '2', '-subj', `/CN=podtail test ${name}`);
  return {
    cert,
    issue(host) {
      const base = path.join(folder, `${name}-${host}`);
      const files = { cert: `${base}.pem`, key: `${base}.key` };
      const request = `${base}.csr`;
      const extensions = `${base}.ext`;
      fs.writeFileSync(extensions, `subjectAltName=DNS:${host}\n`);
      openssl('req', ...NEW_KEY, '-keyout', files.key, '-out', request, '-subj', `/CN=${host}`);
      openssl(
        ...['x509', '-req', '-in', request, '-CA', cert, '-CAkey', key, '-CAcreateserial', '-days', '2'],
        ...['-extfile', extensions, '-out', files.cert],
      );
      return files;
    },
  };
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
