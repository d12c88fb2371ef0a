import * as z from 'zod';
import {
  choice,
  duration,
  listenAddress,
  listOf,
  moment,
  section,
  size,
  TEXT,
  text,
  wholeNumber,
  yesOrNo,
} from './fields.js';
import { RECORD_SCHEMAS, sinksSchema } from './sink-schema.js';
import { transformsSchema } from './transform-schema.js';

/*
 * Every `error` below completes the sentence 'expected …'. `describe` texts stand in the help, too.
 */

const metadataSchema = section({
  namespace: text.exactOptional().describe('Namespace of the pod'),
  pod: text.exactOptional().describe('Name of the pod'),
  uid: text.exactOptional().describe('UID of the pod'),
  container: text.exactOptional().describe('Name of the container'),
});

const deletedFileGraceSchema = section({
  time: duration('0ms', '168h').prefault('1h').describe('After its deletion was noticed'),
  bytes: size('0B', '1024GiB').prefault('1GiB').describe('Bytes of all such files together'),
});

const limitsSchema = section({
  maxLineBytes: size('1B', '64MiB')
    .prefault('1MiB')
    .describe('Longest message; the rest of a longer one is thrown away, and counted'),
  memory: size('1MiB', '64GiB')
    .prefault('64MiB')
    .describe(
      'Most payload that is held in memory; past it reading stops. Not given: at most a third of what its control group allows',
    ),
  partialTimeout: duration('1ms', '1h').prefault('3s').describe('How long a piece of a line waits for its rest'),
  deletedFileGrace: deletedFileGraceSchema
    .prefault({})
    .describe('How long, and how much of, deleted files are kept open to be read to their ends'),
  openFiles: wholeNumber(16, 1_000_000)
    .exactOptional()
    .describe('Most log files that are open at once; not given: as many as ulimit -n allows, with some in reserve'),
}).refine((limits) => limits.memory >= 8 * limits.maxLineBytes, {
  path: ['memory'],
  when: ({ issues }) => issues.length === 0,
  error: 'at least 8 times maxLineBytes (as JSON a line can take six times its bytes)',
});

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
  includeOwnLog: yesOrNo()
    .prefault(false)
    .describe("Whether podtail's own log is read, too, where podtail knows in which container it runs"),
  allowTarget: listOf('folders')
    .prefault([])
    .describe("Folders where a link may lead; none given: the container runtimes' and those of include"),
  allowHardLinks: yesOrNo()
    .prefault(false)
    .describe('Whether a file of a pod that has several names is read; it may be any file of the node'),
  metadata: metadataSchema.prefault({}).describe('namespace, pod, uid, container of files whose path does not say'),
  labels: z
    .record(text, z.string({ error: TEXT }), { error: 'a mapping of names to text' })
    .prefault({})
    .describe('Added to every record'),
  node: text.exactOptional().describe('Added to every record; not given: NODE_NAME of the environment'),
  format: choice('auto', 'docker', 'cri', 'raw').prefault('auto').describe('Format of the lines'),
  sinks: sinksSchema.prefault([{ type: 'stdout' }]).describe('Where records go; null counts them and throws them away'),
  schema: choice(...RECORD_SCHEMAS)
    .exactOptional()
    .describe('Field names of a record; not given: flat, and ecs for Elasticsearch'),
  transforms: transformsSchema
    .prefault([])
    .describe('What is done with records before they are sent; every entry that matches a log takes place, in order'),
  stateDir: text
    .exactOptional()
    .describe('Folder in which positions are kept over a restart; not given: nothing is remembered'),
  listen: listenAddress()
    .exactOptional()
    .describe('Where the status is served over HTTP, HOST:PORT or PORT (then on 127.0.0.1); not given: nowhere'),
  allowedHosts: listOf('names')
    .prefault([])
    .describe(
      'Names under which the status may be asked for, besides addresses and localhost; any, where it is served on no loopback address and none is given',
    ),
  statusAccess: section({
    token: text
      .exactOptional()
      .describe(
        'Whoever asks for the status must send it (Authorization: Bearer); better from the environment, or tokenFile',
      ),
    tokenFile: text.exactOptional().describe('File that holds the token; it is read again every so often'),
    cert: text.exactOptional().describe('File of the certificate for TLS, PEM; it is read again every so often'),
    key: text.exactOptional().describe('File of its private key, PEM'),
  })
    .refine(({ token, tokenFile }) => token === undefined || tokenFile === undefined, {
      when: ({ issues }) => issues.length === 0,
      error: 'token or tokenFile, not both',
    })
    .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
      when: ({ issues }) => issues.length === 0,
      error: 'cert and key, or neither',
    })
    .prefault({})
    .describe('What the status server asks for, and how it proves itself; /livez, /healthz and /readyz need no token'),
  health: section({
    stuckAfter: z
      .union([z.literal('never'), duration('1s', '168h')], { error: 'never or a duration of at least 1s' })
      .prefault('5m')
      .describe(
        'For how long reading or a sink may get nowhere, though there is something to do, until /healthz fails',
      ),
  })
    .prefault({})
    .describe('What /healthz says'),
  metrics: section({
    files: wholeNumber(0, 100_000)
      .prefault(2000)
      .describe('Most log files that have series of their own in /metrics; the sizes and lags of others are added up'),
  })
    .prefault({})
    .describe('What /metrics says'),
  startAt: choice('beginning', 'end').prefault('beginning').describe('Where to start in a file that is new to podtail'),
  since: moment()
    .exactOptional()
    .describe('Only lines that were written since then: a time, or how long ago (2h); by the times of the lines'),
  until: moment().exactOptional().describe('Only lines that were written until then'),
  once: yesOrNo().prefault(false).describe('Read all there is, deliver it, and exit'),
  sweepInterval: duration('10ms', '1h')
    .prefault('1s')
    .describe('How often every file is looked at, whatever watches say'),
  watchConfig: yesOrNo()
    .prefault(false)
    .describe(
      'Whether the command looks at its configuration file, and those that it names, and reloads it when one has changed, as it does at SIGHUP',
    ),
  limits: limitsSchema.prefault({}).describe('Bounds of what podtail holds'),
  shutdown: section({
    grace: duration('0ms', '1h').prefault('10s').describe('How long to go on delivering what was read'),
  })
    .prefault({})
    .describe('What happens at SIGTERM and SIGINT'),
}).check((context) => {
  const { sinks, transforms } = context.value;
  if (transforms.some(({ json, level }) => json !== undefined || level !== undefined)) return;
  for (const [index, { match }] of sinks.entries()) {
    if (match?.level === undefined) continue;
    const message = 'levels only where an entry of transforms finds them (json, or level: detect)';
    context.issues.push({ code: 'custom', input: match.level, message, path: ['sinks', index, 'match', 'level'] });
  }
});
