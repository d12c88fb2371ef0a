import * as z from 'zod';
import { parseMoment } from '../format/moment.js';
import { durations, sizes, type Units } from './units.js';

/*
 * What the schema is built of. Every `error` completes the sentence 'expected …'.
 */

export const TEXT = 'text (put numbers, true and false in quotes)';
const MAPPING = 'a mapping of keys to values';

/** A port up to 65535, and before it a name, an IPv4 address, or an IPv6 address in brackets. */
const LISTEN = /^(?:([\w.-]*|\[[\da-fA-F:.]+\]):)?(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/;

/** Text that is not empty. */
export const text = z.string({ error: TEXT }).min(1, { error: 'text that is not empty' });

/** A mapping of known keys; any other key is refused. */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, { error: MAPPING });
}

export function listOf(what: string) {
  return z.array(text, { error: `a list of ${what}` });
}

export function choice<const Choices extends readonly [string, ...string[]]>(...choices: Choices) {
  return z.enum(choices, { error: oneOf(choices) });
}

/** One of the names, or several. */
export function listFrom<const Names extends readonly [string, ...string[]]>(names: Names) {
  const error = `${oneOf(names)}, or a list of these`;
  return z.union([z.enum(names, { error }), z.array(z.enum(names, { error: oneOf(names) }), { error })], { error });
}

/** The choices as messages name them: `a, b or c`. */
export function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? choices[0]! : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

export function yesOrNo() {
  return z.boolean({ error: 'true or false' });
}

export function wholeNumber(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** Written with a unit or in bytes; the output is in bytes. */
export function size(least: string, most: string) {
  return quantity('a size', sizes, least, most);
}

/** Written with a unit or in milliseconds; the output is in milliseconds. */
export function duration(least: string, most: string) {
  return quantity('a duration', durations, least, most);
}

/** A time, or how long ago; see `parseMoment`. */
export function moment() {
  const error = 'a time as 2026-01-31T08:00:00Z, or how long ago, as 2h or 1h30m (ms, s, m, h, d)';
  return z.string({ error }).refine((written) => parseMoment(written, 0) !== undefined, { error });
}

/** `127.0.0.1:9100`, `[::1]:9100`, `:9100`, `9100`; without a host it is the loopback address. */
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

function quantity(what: string, units: Units, least: string, most: string) {
  const error = `${what} from ${least} to ${most} (units: ${units.names.join(', ')}; none means ${units.names[0]})`;
  const whole = z.int({ error }).min(units.parse(least), { error }).max(units.parse(most), { error });
  const written = z.union([whole, z.string({ error }).regex(units.pattern, { error })], { error });
  return z.codec(written, whole, { decode: units.parse, encode: units.format });
}
