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
import { unknownLabels } from './known-labels.js';
import { kubernetesSchema } from './kubernetes-schema.js';
import { findLevels } from './match-fields.js';
import { RECORD_SCHEMAS, sinksSchema } from './sink-schema.js';
import { transformsSchema } from './transform-schema.js';

/*
 * Every `error` below completes the sentence 'expected …'. `describe` texts are in the help, too.
 */

/** The names and addresses that only this machine reaches. */
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i;

const metadataSchema = section({
  namespace: text.exactOptional().describe('Namespace of the pod'),
  pod: text.exactOptional().describe('Name of the pod'),
  uid: text.exactOptional().describe('UID of the pod'),
  container: text.exactOptional().describe('Name of the container'),
});

const deletedFileGraceSchema = section({
  time: duration('0ms', '168h').prefault('1h').describe('Time after the deletion was noticed'),
  bytes: size('0B', '1024GiB').prefault('1GiB').describe('Unread bytes of all deleted files together'),
});

const limitsSchema = section({
  maxLineBytes: size('1B', '64MiB')
    .prefault('1MiB')
    .describe('Longest message. podtail cuts a longer one, and counts the bytes'),
  memory: size('1MiB', '64GiB')
    .prefault('64MiB')
    .describe(
      'Maximum record data in memory. Beyond it, reading pauses. Default: 64 MiB, and at most a third of the memory of the control group',
    ),
  partialTimeout: duration('1ms', '1h').prefault('3s').describe('How long a partial line waits for its rest'),
  deletedFileGrace: deletedFileGraceSchema
    .prefault({})
    .describe('How long podtail keeps deleted files open to read them to their end, and how much of them'),
  openFiles: wholeNumber(16, 1_000_000)
    .exactOptional()
    .describe('Maximum number of open log files. Default: what ulimit -n allows, less a reserve'),
}).refine((limits) => limits.memory >= 8 * limits.maxLineBytes, {
  path: ['memory'],
  when: ({ issues }) => issues.length === 0,
  error: 'at least 8 times maxLineBytes (as JSON, a line can take six times its bytes)',
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
  exclude: listOf('globs').prefault([]).describe('Log files to exclude, by the path of the link'),
  namespace: listOf('patterns').prefault([]).describe('Only these namespaces. A leading ! excludes'),
  pod: listOf('patterns').prefault([]).describe('Only these pods. A leading ! excludes'),
  container: listOf('patterns').prefault([]).describe('Only these containers. A leading ! excludes'),
  includeOwnLog: yesOrNo()
    .prefault(false)
    .describe('Also read the log of podtail itself, if podtail knows its container'),
  allowTarget: listOf('folders')
    .prefault([])
    .describe('Folders that links may lead to. Default: those of the container runtimes and of include'),
  allowHardLinks: yesOrNo()
    .prefault(false)
    .describe('Read files of pods that have hard links. Such a file may be any file of the node'),
  metadata: metadataSchema
    .prefault({})
    .describe('namespace, pod, uid and container of files whose path does not name them'),
  labels: z
    .record(text, z.string({ error: TEXT }), { error: 'a mapping of names to text' })
    .prefault({})
    .describe('Labels to add to every record'),
  node: text.exactOptional().describe('Node name to add to every record. Default: the environment variable NODE_NAME'),
  kubernetes: kubernetesSchema
    .exactOptional()
    .describe('Labels and annotations of pods. Without it, podtail does not request them'),
  format: choice('auto', 'docker', 'cri', 'raw').prefault('auto').describe('Format of the lines'),
  sinks: sinksSchema.prefault([{ type: 'stdout' }]).describe('Where records go. null counts and discards them'),
  schema: choice(...RECORD_SCHEMAS)
    .exactOptional()
    .describe('Field names of a record. Default: flat, and ecs for Elasticsearch'),
  transforms: transformsSchema
    .prefault([])
    .describe('Changes to records before they are sent. All entries that match a log apply, in order'),
  stateDir: text
    .exactOptional()
    .describe('Folder for saved positions and dead letters. Without it, nothing outlives podtail'),
  listen: listenAddress()
    .exactOptional()
    .describe('Address for the status over HTTP: HOST:PORT, or PORT on 127.0.0.1. Default: none'),
  allowedHosts: listOf('names')
    .prefault([])
    .describe(
      'Host names that requests for the status may use, besides addresses and localhost. Default: any, unless the status is served on a loopback address',
    ),
  statusAccess: section({
    token: text
      .exactOptional()
      .describe(
        'Token that requests for the status must send (Authorization: Bearer). Prefer tokenFile or the environment',
      ),
    tokenFile: text.exactOptional().describe('File with the token. podtail reads it again every few seconds'),
    cert: text
      .exactOptional()
      .describe('PEM file of the certificate for TLS. podtail reads it again every few seconds'),
    key: text.exactOptional().describe('PEM file of its private key'),
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
    .describe('Token and certificate of the status server. /livez, /healthz and /readyz need no token'),
  liveTail: yesOrNo()
    .prefault(false)
    .describe(
      'Serve the records that podtail ships at /tail, for podtail tail. On an address that is not loopback this needs a token in statusAccess',
    ),
  health: section({
    stuckAfter: z
      .union([z.literal('never'), duration('1s', '168h')], { error: 'never or a duration of at least 1s' })
      .prefault('5m')
      .describe('How long reading or a sink may be stuck before /healthz fails'),
  })
    .prefault({})
    .describe('Conditions of /healthz'),
  metrics: section({
    files: wholeNumber(0, 100_000)
      .prefault(2000)
      .describe('Maximum number of log files with their own series in /metrics. podtail adds up the others'),
  })
    .prefault({})
    .describe('Content of /metrics'),
  catchUp: section({
    bytesPerSecond: size('64KiB', '64GiB').describe('Total rate at which podtail reads logs that are behind'),
    order: choice('oldest', 'newest')
      .prefault('oldest')
      .describe(
        'What podtail ships first from a log that is behind. oldest keeps the order. newest ships new lines first, and older ones later, out of order',
      ),
  })
    .exactOptional()
    .describe('Limit for logs that are behind, such as after an outage. Other logs have no delay'),
  startAt: choice('beginning', 'end').prefault('beginning').describe('Where to start in a file that is new to podtail'),
  since: moment().exactOptional().describe('Only lines written since this time: a timestamp, or how long ago (2h)'),
  until: moment().exactOptional().describe('Only lines written until this time'),
  once: yesOrNo().prefault(false).describe('Read everything that exists, deliver it, and exit'),
  sweepInterval: duration('10ms', '1h')
    .prefault('1s')
    .describe('How often podtail checks files and folders without a reliable watch. It checks the others every 30 s'),
  watchConfig: yesOrNo()
    .prefault(false)
    .describe('Reload the configuration when its file, or a file that it names, changes. SIGHUP reloads it, too'),
  limits: limitsSchema.prefault({}).describe('Limits'),
  shutdown: section({
    grace: duration('0ms', '1h').prefault('10s').describe('How long podtail continues to deliver what it has read'),
  })
    .prefault({})
    .describe('What podtail does at SIGTERM and SIGINT'),
}).check((context) => {
  for (const issue of unknownLabels(context.value)) context.issues.push({ code: 'custom', ...issue });
  const { sinks, transforms, liveTail, listen, statusAccess } = context.value;
  const isProtected = statusAccess.token !== undefined || statusAccess.tokenFile !== undefined;
  if (liveTail && listen !== undefined && !LOOPBACK.test(listen.host) && !isProtected) {
    const message =
      'false, or a token in statusAccess: listen is not a loopback address, and records may contain secrets';
    context.issues.push({ code: 'custom', input: liveTail, message, path: ['liveTail'] });
  }
  if (findLevels(transforms)) return;
  for (const [index, { match }] of sinks.entries()) {
    if (match?.level === undefined) continue;
    const message = 'no levels, unless an entry of transforms finds them (json, parse, or level: detect)';
    context.issues.push({ code: 'custom', input: match.level, message, path: ['sinks', index, 'match', 'level'] });
  }
});
