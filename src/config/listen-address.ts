import * as z from 'zod';

/** A port up to 65535, and before it a name, an IPv4 address, or an IPv6 address in brackets. */
const LISTEN = /^(?:([\w.-]*|\[[\da-fA-F:.]+\]):)?(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/;

/** `127.0.0.1:9100`, `[::1]:9100`, `:9100`, `9100`. */
export function listenAddress() {
  const error = 'HOST:PORT or PORT, with a port from 0 to 65535';
  const address = z.object({ host: z.string(), port: z.number() });
  const written = z.union(
    [z.int({ error }).min(0, { error }).max(65_535, { error }), z.string({ error }).regex(LISTEN, { error })],
    { error },
  );
  return z.codec(written, address, {
    decode: (value) => {
      const [, host = '', port] = LISTEN.exec(String(value))!;
      return { host: host.replace(/^\[|\]$/g, '') || '127.0.0.1', port: Number(port) };
    },
    encode: ({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`,
  });
}
