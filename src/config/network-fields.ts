import * as z from 'zod';
import { hasZstd } from '../format/zstd.js';
import { duration, section, TEXT, text, wholeNumber, yesOrNo } from './fields.js';
import { authSchema } from './secret-fields.js';

const URL_FORM =
  'a URL such as http://host:port/path, https://… or http+unix://%2Fpath%2Fof.sock/path, without user and password (set them in auth)';
/** RFC 9110, 5.6.2: the characters of a token. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 9110, 5.5: what a field's value may hold; placeholders were replaced before. */
const HEADER_VALUE = /^(?!.*\$\{)[\t\x20-\x7e\x80-\xff]*$/;
/** Quick, and most of what a slower level would save. */
const GZIP_LEVEL = 3;
/** Quicker than gzip's quickest, and smaller. */
const ZSTD_LEVEL = 1;

/** Where a server is. */
export const serverUrl = z.string({ error: URL_FORM }).refine(isServerUrl, { error: URL_FORM });

/** Certificates. */
export const tlsSchema = section({
  ca: text.exactOptional().describe('PEM file of trusted certificate authorities. Default: those of Node.js'),
  cert: text.exactOptional().describe('PEM file of the client certificate'),
  key: text.exactOptional().describe('PEM file of the private key of the client'),
  serverName: text.exactOptional().describe('Name in the certificate of the server, if it is not that of the URL'),
  insecureSkipVerify: yesOrNo().prefault(false).describe('Accept any certificate. Only for tests'),
})
  .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
    when: ({ issues }) => issues.length === 0,
    error: 'cert and key, or neither',
  })
  .prefault({})
  .describe('Certificates. podtail reads changed files within a minute');

/** How a server is spoken to. */
export const networkFields = {
  headers: z
    .record(
      z.string().regex(HEADER_NAME),
      z
        .string({ error: TEXT })
        .regex(HEADER_VALUE, { error: 'the value of a header, with placeholders in capitals only' }),
      { error: (issue) => (issue.code === 'invalid_key' ? 'the name of a header' : 'a mapping of names to text') },
    )
    .prefault({})
    .describe('Headers of every request. ${NAME} is an environment variable, ${file:PATH} the content of a file'),
  auth: authSchema.exactOptional().describe('Credentials'),
  tls: tlsSchema,
  proxy: z
    .union([z.enum(['environment', 'none']), z.string().refine(isProxyUrl)], { error: 'environment, none or a URL' })
    .prefault('environment')
    .describe('Proxy: a URL, none, or environment for HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY'),
  timeouts: section({
    connect: duration('1ms', '1h').prefault('10s').describe('Time for the connection'),
    headers: duration('1ms', '1h').prefault('30s').describe('Time until the answer begins'),
    body: duration('1ms', '1h').prefault('30s').describe('Time from the beginning of the answer to its end'),
  })
    .prefault({})
    .describe('How long podtail waits for the server. Then it tries again'),
};

const COMPRESSION_WORDS = ['none', 'auto', 'gzip', 'zstd'] as const;

/** Compression of the requests' bodies. */
export function compression(fallback: 'none' | 'gzip', isZstdThere = hasZstd) {
  const error = 'none, auto, gzip, zstd, { gzip: 1 to 9 } or { zstd: 1 to 19 }';
  const gzip = section({ gzip: wholeNumber(1, 9).describe('Level, from fast to small') });
  const zstd = section({ zstd: wholeNumber(1, 19).describe('Level, from fast to small') });
  const read = z.union([z.literal('none'), z.literal('auto'), gzip, zstd]);
  return z
    .codec(z.union([z.enum(COMPRESSION_WORDS), gzip, zstd], { error }), read, {
      decode(written) {
        if (written === 'gzip') return { gzip: GZIP_LEVEL };
        return written === 'zstd' ? { zstd: ZSTD_LEVEL } : written;
      },
      encode(value) {
        if (typeof value === 'string') return value;
        if ('gzip' in value) return value.gzip === GZIP_LEVEL ? 'gzip' : value;
        return value.zstd === ZSTD_LEVEL ? 'zstd' : value;
      },
    })
    .refine((value) => isZstdThere || typeof value === 'string' || !('zstd' in value), {
      error: `auto or gzip: zstd needs Node.js 22.15 or later, and this is ${process.version}`,
    })
    .prefault(fallback)
    .describe(
      'Compression of requests: none, gzip, zstd (Node.js 22.15 or later), auto (zstd where both sides have it), or a level',
    );
}

function isServerUrl(written: string): boolean {
  const url = parseUrl(written, ['http:', 'https:', 'http+unix:', 'https+unix:']);
  return url !== undefined && url.username === '' && url.password === '' && url.hash === '' && url.hostname !== '';
}

/** A scheme may be left out. */
function isProxyUrl(written: string): boolean {
  const url = written.includes('://') ? written : `http://${written}`;
  return /[.:[]/.test(written) && parseUrl(url, ['http:', 'https:']) !== undefined;
}

function parseUrl(written: string, protocols: readonly string[]): URL | undefined {
  if (/\s|\$\{/.test(written) || !URL.canParse(written)) return undefined;
  const url = new URL(written);
  return protocols.includes(url.protocol) ? url : undefined;
}
