import * as z from 'zod';
import { durations, sizes, type Units } from './units.js';

/*
 * Every `error` below completes the sentence 'expected …'. `describe` texts stand in the help, too.
 */

/** A port up to 65535, and before it a name, an IPv4 address, or an IPv6 address in brackets. */
const LISTEN = /^(?:([\w.-]*|\[[\da-fA-F:.]+\]):)?(\d{1,4}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/;

const TEXT = 'text (put numbers, true and false in quotes)';
const MAPPING = 'a mapping of keys to values';

const text = z.string({ error: TEXT }).min(1, { error: 'text that is not empty' });

const metadataSchema = section({
  namespace: text.exactOptional().describe('Namespace of the pod'),
  pod: text.exactOptional().describe('Name of the pod'),
  uid: text.exactOptional().describe('UID of the pod'),
  container: text.exactOptional().describe('Name of the container'),
});

const limitsSchema = section({
  maxLineBytes: size('1B', '64MiB')
    .prefault('1MiB')
    .describe('Longest message; the rest of a longer one is thrown away, and counted'),
  memory: size('1MiB', '64GiB')
    .prefault('64MiB')
    .describe('Most payload that is held in memory; past it reading stops'),
  partialTimeout: duration('1ms', '1h').prefault('3s').describe('How long a piece of a line waits for its rest'),
}).refine((limits) => limits.memory >= 8 * limits.maxLineBytes, {
  path: ['memory'],
  when: ({ issues }) => issues.length === 0,
  error: 'at least 8 times maxLineBytes (as JSON a line can take six times its bytes)',
});

/** A sink as it is written, and with its name filled in. YAML reads an unquoted `null` as nothing, which counts too. */
const sinkSchema = z.codec(
  section({
    type: sinkType().describe('Kind of sink'),
    name: text.exactOptional().describe('Name in logs and metrics'),
  }),
  z.object({ type: z.enum(['stdout', 'null']), name: z.string() }),
  {
    decode: ({ type, name }) => ({ type: type ?? 'null', name: name ?? type ?? 'null' }),
    encode: (sink) => sink,
  },
);

/**
 * The one source of the configuration's types, defaults and descriptions. Its input is what YAML, variables and options
 * say; its output has sizes in bytes and durations in milliseconds.
 */
export const configSchema = section({
  include: listOf('globs')
    .min(1, { error: 'at least one glob' })
    .prefault(['/var/log/pods/*/*/*.log'])
    .describe('Log files to read'),
  exclude: listOf('globs').prefault([]).describe('Log files to leave out, by the path of the link'),
  namespace: listOf('patterns').prefault([]).describe('Only these namespaces; a leading ! excludes'),
  pod: listOf('patterns').prefault([]).describe('Only these pods; a leading ! excludes'),
  container: listOf('patterns').prefault([]).describe('Only these containers; a leading ! excludes'),
  allowTarget: listOf('folders')
    .prefault([])
    .describe("Folders where a link may lead; none given: the container runtimes' and those of include"),
  metadata: metadataSchema.prefault({}).describe('namespace, pod, uid, container of files whose path does not say'),
  labels: z
    .record(text, z.string({ error: TEXT }), { error: 'a mapping of names to text' })
    .prefault({})
    .describe('Added to every record'),
  node: text.exactOptional().describe('Added to every record; not given: NODE_NAME of the environment'),
  format: choice('auto', 'docker', 'cri', 'raw').prefault('auto').describe('Format of the lines'),
  sinks: z
    .array(sinkSchema, { error: 'a list of sinks' })
    .length(1, { error: 'exactly one sink (this version of podtail sends to one)' })
    .prefault([{ type: 'stdout' }])
    .describe('Where records go; null counts them and throws them away'),
  schema: choice('flat').prefault('flat').describe('Field names of a record'),
  stateDir: text
    .exactOptional()
    .describe('Folder in which positions are kept over a restart; not given: nothing is remembered'),
  listen: listenAddress()
    .exactOptional()
    .describe('Where the status is served over HTTP, HOST:PORT or PORT (then on 127.0.0.1); not given: nowhere'),
  startAt: choice('beginning', 'end').prefault('beginning').describe('Where to start in a file that is new to podtail'),
  once: z.boolean({ error: 'true or false' }).prefault(false).describe('Read all there is, deliver it, and exit'),
  sweepInterval: duration('10ms', '1h')
    .prefault('1s')
    .describe('How often every file is looked at, whatever watches say'),
  limits: limitsSchema.prefault({}).describe('Bounds of what podtail holds'),
  shutdown: section({
    grace: duration('0ms', '1h').prefault('10s').describe('How long to go on delivering what was read'),
  })
    .prefault({})
    .describe('What happens at SIGTERM and SIGINT'),
});

function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, { error: MAPPING });
}

function listOf(what: string) {
  return z.array(text, { error: `a list of ${what}` });
}

function choice<const Choices extends readonly [string, ...string[]]>(...choices: Choices) {
  return z.enum(choices, { error: oneOf(choices) });
}

function sinkType() {
  const types = ['stdout', 'null'] as const;
  return z.union([z.enum(types), z.null()], { error: oneOf(types) });
}

function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? choices[0]! : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

/** `127.0.0.1:9100`, `[::1]:9100`, `:9100`, `9100`. */
function listenAddress() {
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

function size(least: string, most: string) {
  return quantity('a size', sizes, least, most);
}

function duration(least: string, most: string) {
  return quantity('a duration', durations, least, most);
}

function quantity(what: string, units: Units, least: string, most: string) {
  const error = `${what} from ${least} to ${most} (units: ${units.names.join(', ')}; none means ${units.names[0]})`;
  const whole = z.int({ error }).min(units.parse(least), { error }).max(units.parse(most), { error });
  const written = z.union([whole, z.string({ error }).regex(units.pattern, { error })], { error });
  return z.codec(written, whole, { decode: units.parse, encode: units.format });
}
