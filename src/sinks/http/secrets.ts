import { readFile } from 'node:fs/promises';
import type { Auth, Secret } from '../../record/auth.js';
import type { HttpOptions } from './http-options.js';

/** What TLS needs, as `node:tls` names it. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly servername?: string;
  readonly rejectUnauthorized: boolean;
}

/** The secrets and certificates, from the configuration or from files. */
export interface Secrets {
  /** The value of the header `authorization`. */
  readonly authorization?: string;
  readonly tls: TlsMaterial;
}

/** A file that holds a secret cannot be read. */
export class SecretError extends Error {}

/** Reads what the options name. @throws SecretError */
export async function readSecrets({ auth, tls }: HttpOptions): Promise<Secrets> {
  const [authorization, ca, cert, key] = await Promise.all([
    auth === undefined ? undefined : authorizationOf(auth),
    readOptional(tls.ca),
    readOptional(tls.cert),
    readOptional(tls.key),
  ]);
  return {
    ...(authorization === undefined ? {} : { authorization }),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(tls.serverName === undefined ? {} : { servername: tls.serverName }),
      rejectUnauthorized: !tls.insecureSkipVerify,
    },
  };
}

async function authorizationOf(auth: Auth): Promise<string> {
  switch (auth.kind) {
    case 'basic':
      return `Basic ${base64(`${auth.user}:${await readSecret(auth.password)}`)}`;
    case 'bearer':
      return `Bearer ${await readSecret(auth.token)}`;
    case 'apiKey': {
      const key = await readSecret(auth.key);
      return `ApiKey ${key.includes(':') ? base64(key) : key}`;
    }
  }
}

/** Reads a secret. The secret of a file is its whole content without the final newline. */
async function readSecret(secret: Secret): Promise<string> {
  return 'text' in secret ? secret.text : (await read(secret.file)).trim();
}

function readOptional(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? Promise.resolve(undefined) : read(file);
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new SecretError(
      `cannot read ${file} (${(error as NodeJS.ErrnoException).code}); mount it, or give podtail permission to read it`,
    );
  }
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
