import { readFileSync } from 'node:fs';
import type { Config } from '../config/config.js';
import { UserError } from '../record/user-error.js';
import type { Access } from '../server/access.js';

/** Reads the token and the certificate of the status server. Throws a `UserError` if a file cannot be read. */
export function readStatusAccess({ token, tokenFile, cert, key }: Config['statusAccess']): Access {
  const given = tokenFile === undefined ? token : read('tokenFile', tokenFile).trim();
  if (given === '') throw new UserError(`statusAccess.tokenFile: ${tokenFile} is empty; write the token into it`);
  return {
    ...(given === undefined ? {} : { token: given }),
    ...(cert === undefined || key === undefined ? {} : { tls: { cert: read('cert', cert), key: read('key', key) } }),
  };
}

function read(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`statusAccess.${name}: ${file} cannot be read (${code ?? message})`);
  }
}
