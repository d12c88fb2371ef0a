import * as z from 'zod';
import { compileExpression } from '../expression/expression.js';
import {
  choice,
  duration,
  listFrom,
  listOf,
  oneOf,
  section,
  size,
  TEXT,
  text,
  wholeNumber,
  yesOrNo,
} from './fields.js';
import { findLevels, LEVEL_NAMES, labelsField, nameFields } from './match-fields.js';

const RULES = ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust', 'others'] as const;
const SECRETS = ['bearer', 'aws', 'email', 'card', 'jwt', 'privateKey', 'ipv4', 'ipv6'] as const;
/** Names that loggers give to the level: .NET's, Serilog's, hclog's, Monolog's, Python's, OpenTelemetry's and journald's too. */
export const LEVEL_MEMBERS = [
  ...[
    'level',
    'severity',
    'lvl',
    'log.level',
    'level_name',
    'levelname',
    'loglevel',
    'log_level',
    'logLevel',
    'LogLevel',
  ],
  ...['Level', 'LEVEL', 'Severity', '@level', '@l', 'severity_text', 'severityText', 'SeverityText'],
  ...['severity_number', 'severityNumber', 'SeverityNumber', 'levelno', 'level_value', 'PRIORITY'],
];
const COUNT_NAME = 'a name of letters, digits and _ that begins with a letter';
const SHARE = 'a number from 0 to 1';

/** With the built-in kinds, as many as are distinguished by one look at a line. */
const MOST_PATTERNS = 20;
/** The most that a second's limit may be. */
const MOST_RATE = 1_000_000_000;

const matchSchema = section({ ...nameFields, labels: labelsField });

const multilineFields = section({
  rules: rules().exactOptional().describe('Languages whose stack traces are joined. auto: all'),
  start: expression().exactOptional().describe('Each line that this matches begins a record'),
  continue: expression().exactOptional().describe('Each line that this matches continues the record before it'),
  strip: expression()
    .exactOptional()
    .describe('Text to remove from each line first, such as the prefix of a supervisor. Its first group is kept'),
  timeout: duration('10ms', '1m').prefault('1s').describe('How long a record waits for its next line'),
  maxBytes: size('1KiB', '16MiB').prefault('1MiB').describe('Longest record. The rest becomes another record'),
  maxLines: wholeNumber(2, 100_000)
    .prefault(1100)
    .describe('Maximum number of lines in a record. The rest becomes another record'),
}).refine(({ rules, start, continue: further }) => countGiven(rules, start, further) === 1, {
  when: ({ issues }) => issues.length === 0,
  error: 'one of rules, start and continue',
});

const multilineSchema = z.union([rules(), multilineFields], {
  error: `${oneOf(['auto', ...RULES])}, a list of these, or a mapping with rules, start or continue`,
});

const jsonSchema = section({
  under: text.exactOptional().describe('Name of the field for the object. Without it, set merge'),
  merge: yesOrNo().exactOptional().describe('Make the members of the object fields of the record'),
  onCollision: choice('rename', 'drop')
    .prefault('rename')
    .describe('What to do with a member that has the name of another field. rename adds the prefix app_'),
  lift: section({
    level: namesOf(LEVEL_MEMBERS).describe('Members that may hold the level. podtail uses the first that does'),
    time: namesOf([]).describe('Members that may hold the time. The first replaces the time of the runtime'),
    message: namesOf(['message', 'msg']).describe('Members that may hold the message. podtail uses the first'),
  })
    .prefault({})
    .describe('Members that become the level, time and message of the record, and not fields'),
}).refine(({ under, merge }) => (under !== undefined) !== (merge === true), {
  when: ({ issues }) => issues.length === 0,
  error: 'either under or merge: true',
});

const conditionSchema = section({
  message: expression().exactOptional().describe('Expression that matches anywhere in the message'),
  stream: choice('stdout', 'stderr').exactOptional().describe('The stream'),
  level: listFrom(LEVEL_NAMES)
    .exactOptional()
    .describe(`The levels (${LEVEL_NAMES.join(', ')})`),
}).refine((condition) => Object.keys(condition).length > 0, { error: 'at least one of message, stream and level' });

const countSchema = section({
  name: z
    .string({ error: COUNT_NAME })
    .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/, { error: COUNT_NAME })
    .describe('Value of the label name of podtail_matched_records_total'),
  match: z
    .union([expression(), conditionSchema], { error: 'an expression, or a condition' })
    .describe('Expression for the message, or a condition as in keep'),
});

const FORMS = ['logfmt', 'nginx', 'apache', 'klog', 'syslog'] as const;

const parseFields = section({
  form: choice(...FORMS)
    .exactOptional()
    .describe('A known format'),
  regex: expression().exactOptional().describe('Expression whose named groups become fields'),
  under: text.exactOptional().describe('Name of a field for them. Default: they are fields of the record'),
  typed: yesOrNo().prefault(true).describe('Convert numbers, true and false from text'),
  onCollision: choice('rename', 'drop')
    .prefault('rename')
    .describe('What to do with a field that has the name of another field. rename adds the prefix app_'),
  lift: section({
    level: namesOf(LEVEL_MEMBERS).describe('Fields that may hold the level. podtail uses the first that does'),
    time: namesOf([]).describe('Fields that may hold the time. The first replaces the time of the runtime'),
    message: namesOf(['message', 'msg']).describe('Fields that may hold the message. podtail uses the first'),
  })
    .prefault({})
    .describe('Fields that become the level, time and message of the record'),
}).refine(({ form, regex }) => countGiven(form, regex) === 1, {
  when: ({ issues }) => issues.length === 0,
  error: 'one of form and regex',
});

const parseSchema = z.union([choice(...FORMS), parseFields], {
  error: `${oneOf(FORMS)}, or a mapping with form or regex`,
});

const hashSchema = section({
  keyFile: text.exactOptional().describe('File with the key, of at least 16 bytes'),
  keyEnv: text.exactOptional().describe('Environment variable with the key, of at least 16 bytes'),
}).refine(({ keyFile, keyEnv }) => countGiven(keyFile, keyEnv) === 1, { error: 'either keyFile or keyEnv' });

const redactSchema = section({
  builtin: listFrom(SECRETS)
    .prefault([])
    .describe(`Kinds of secrets (${SECRETS.join(', ')})`),
  patterns: z
    .array(
      section({
        match: expression().describe('Expression to replace'),
        replace: z
          .string({ error: TEXT })
          .exactOptional()
          .describe('Replacement. $1 is the first group, $& the whole match'),
      }),
      { error: 'a list of patterns' },
    )
    .max(MOST_PATTERNS, { error: `at most ${MOST_PATTERNS} patterns (an expression may have alternatives: a|b)` })
    .prefault([])
    .describe('Your own patterns'),
  replaceWith: z.string({ error: TEXT }).prefault('[REDACTED]').describe('Replacement for a secret'),
  hash: hashSchema.exactOptional().describe('Replace a secret with a keyed hash (HMAC-SHA256), such as [email:…]'),
}).refine(({ builtin, patterns }) => builtin.length + patterns.length > 0, {
  when: ({ issues }) => issues.length === 0,
  error: 'at least one of builtin and patterns',
});

const windowSchema = () => duration('100ms', '1h');

const dedupeFields = section({
  window: windowSchema()
    .prefault('10s')
    .describe('Time, from the first record of a message, in which more records of it are repeats'),
  by: listOf('names')
    .exactOptional()
    .describe('Fields that repeats have in common, such as message. Default: the message and all fields'),
  ignore: expression()
    .exactOptional()
    .describe('Expression for the parts of a message that may differ, such as numbers'),
});

const dedupeSchema = z.union([windowSchema(), dedupeFields], {
  error: 'a duration, or a mapping with window, by or ignore',
});

const rateLimitSchema = section({
  lines: wholeNumber(1, MOST_RATE).exactOptional().describe('Records per second'),
  bytes: size('1B', '1GiB').exactOptional().describe('Bytes of messages per second'),
  burst: duration('1s', '1h')
    .prefault('10s')
    .describe('Burst that a quiet container can accumulate, as a time at this rate'),
  action: choice('drop', 'delay')
    .prefault('drop')
    .describe('drop: drop and count records above the limit. delay: read the file more slowly'),
}).refine(({ lines, bytes }) => countGiven(lines, bytes) > 0, {
  when: ({ issues }) => issues.length === 0,
  error: 'at least one of lines and bytes',
});

/** One entry of `transforms`. What it asks for takes place in the order of these keys. */
const transformSchema = section({
  match: matchSchema.prefault({}).describe('Logs that the entry applies to. Default: all'),
  labels: mappingToText()
    .exactOptional()
    .describe('Labels to add to every record. They override the labels of the configuration'),
  multiline: multilineSchema.exactOptional().describe('Join lines into records'),
  json: jsonSchema.exactOptional().describe('Parse messages that are one JSON object'),
  parse: parseSchema
    .exactOptional()
    .describe('Parse messages of a known format. podtail counts the others, and leaves them as text'),
  level: choice('detect').exactOptional().describe('Detect the level in the message, if nothing else sets it'),
  rename: mappingToText()
    .exactOptional()
    .describe('New names for fields, by their names. A field keeps its name if another field has the new one'),
  count: z
    .union([countSchema, z.array(countSchema)], { error: 'a mapping with name and match, or a list of these' })
    .exactOptional()
    .describe('Count records in a metric'),
  keep: conditions().exactOptional().describe('Keep only records that match one of these conditions'),
  drop: conditions().exactOptional().describe('Drop records that match one of these conditions'),
  sample: z
    .number({ error: SHARE })
    .min(0, { error: SHARE })
    .max(1, { error: SHARE })
    .exactOptional()
    .describe('Share of records to keep. The choice depends only on the record'),
  redact: redactSchema.exactOptional().describe('Replace secrets in everything that is sent'),
  dedupe: dedupeSchema
    .exactOptional()
    .describe('Send the repeats of a message within this time as one record, with their number as the field repeats'),
  rateLimit: rateLimitSchema.exactOptional().describe('Limit what each container may write'),
}).refine(
  ({ keep = [], drop = [], ...entry }) => {
    const asksForLevel = [...keep, ...drop].some((condition) => condition.level !== undefined);
    return !asksForLevel || findLevels([entry]);
  },
  {
    when: ({ issues }) => issues.length === 0,
    path: ['level'],
    error: 'detect (keep or drop needs the level)',
  },
);

/** What is done with the records of which logs; every entry that matches takes place, in order. */
export const transformsSchema = z.array(transformSchema, { error: 'a list of transforms' });

/** A regular expression; the message says what is wrong with it. */
function expression() {
  return text.check((context) => {
    const result = compileExpression(context.value);
    if (result.ok) return;
    const message = `a regular expression in RE2's syntax (this one ${result.problem})`;
    context.issues.push({ code: 'custom', input: context.value, message });
  });
}

function mappingToText() {
  return z.record(text, text, { error: 'a mapping of names to text' });
}

function conditions() {
  return z.array(conditionSchema, { error: 'a list of conditions' }).min(1, { error: 'at least one condition' });
}

function rules() {
  return listFrom(['auto', ...RULES]);
}

function namesOf(names: string[]) {
  return listOf('names').prefault(names);
}

function countGiven(...values: readonly unknown[]): number {
  return values.filter((value) => value !== undefined).length;
}
