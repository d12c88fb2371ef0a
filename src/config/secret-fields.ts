import * as z from 'zod';
import type { Auth, Secret } from '../record/auth.js';
import { section, text } from './fields.js';

const plain = text.exactOptional();

const basic = section({
  user: text.describe('Name of the user'),
  password: plain.describe('Password. Prefer passwordFile or the environment'),
  passwordFile: plain.describe('File with the password. podtail reads it again when the server refuses it'),
}).refine(({ password, passwordFile }) => isOne(password, passwordFile), {
  when: ({ issues }) => issues.length === 0,
  error: 'either password or passwordFile',
});
const bearer = section({
  token: plain.describe('Token. Prefer tokenFile or the environment'),
  tokenFile: plain.describe('File with the token. podtail reads it again when the server refuses it'),
}).refine(({ token, tokenFile }) => isOne(token, tokenFile), { error: 'either token or tokenFile' });
const apiKey = section({
  key: plain.describe('API key. Prefer keyFile or the environment'),
  keyFile: plain.describe('File with the API key. podtail reads it again when the server refuses it'),
}).refine(({ key, keyFile }) => isOne(key, keyFile), { error: 'either key or keyFile' });

const written = section({
  basic: basic.exactOptional().describe('User and password'),
  bearer: bearer.exactOptional().describe('Authorization: Bearer'),
  apiKey: apiKey.exactOptional().describe('API key of Elasticsearch (Authorization: ApiKey)'),
}).refine((auth) => Object.keys(auth).length === 1, {
  when: ({ issues }) => issues.length === 0,
  error: 'one of basic, bearer and apiKey',
});

/** How podtail proves who it is: at most one way. */
export const authSchema = z.codec(written, z.custom<Auth>(), {
  decode: ({ basic, bearer, apiKey }): Auth => {
    if (basic) return { kind: 'basic', user: basic.user, password: secretOf(basic.password, basic.passwordFile) };
    if (bearer) return { kind: 'bearer', token: secretOf(bearer.token, bearer.tokenFile) };
    return { kind: 'apiKey', key: secretOf(apiKey?.key, apiKey?.keyFile) };
  },
  encode: (auth: Auth | undefined): z.input<typeof written> => {
    switch (auth?.kind) {
      case 'basic': {
        const { user, password } = auth;
        return {
          basic: 'text' in password ? { user, password: password.text } : { user, passwordFile: password.file },
        };
      }
      case 'bearer':
        return { bearer: 'text' in auth.token ? { token: auth.token.text } : { tokenFile: auth.token.file } };
      case 'apiKey':
        return { apiKey: 'text' in auth.key ? { key: auth.key.text } : { keyFile: auth.key.file } };
      case undefined:
        // zod asks for the form of what is absent, too, and leaves it out.
        return {};
    }
  },
});

function isOne(first: string | undefined, second: string | undefined): boolean {
  return (first === undefined) !== (second === undefined);
}

function secretOf(secret: string | undefined, file: string | undefined): Secret {
  return secret === undefined ? { file: file! } : { text: secret };
}
