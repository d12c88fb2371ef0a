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
import { LEVEL_NAMES, nameFields } from './match-fields.js';

const RULES = ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust'] as const;
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

/** With the built-in kinds, as many as are told apart by one look at a line. */
const MOST_PATTERNS = 20;
/** The most that a second's limit may be. */
const MOST_RATE = 1_000_000_000;

const matchSchema = section(nameFields);

const multilineFields = section({
  rules: rules().exactOptional().describe('Languages whose traces are joined; auto: all'),
  start: expression().exactOptional().describe('A record begins with each line that this matches'),
  continue: expression().exactOptional().describe('A line that this matches goes on with the record before'),
  strip: expression()
    .exactOptional()
    .describe('What is taken from each line first, such as the prefix of a supervisor; its first group stays'),
  timeout: duration('10ms', '1m').prefault('1s').describe('How long a record waits for its next line'),
  maxBytes: size('1KiB', '16MiB').prefault('1MiB').describe('Longest record; its rest becomes another one'),
  maxLines: wholeNumber(2, 100_000).prefault(1100).describe('Most lines of a record; its rest becomes another one'),
}).refine(({ rules, start, continue: further }) => countGiven(rules, start, further) === 1, {
  when: ({ issues }) => issues.length === 0,
  error: 'one of rules, start and continue',
});

const multilineSchema = z.union([rules(), multilineFields], {
  error: `${oneOf(['auto', ...RULES])}, a list of these, or a mapping with rules, start or continue`,
});

const jsonSchema = section({
  under: text.exactOptional().describe('Name of the field that holds the object; not given: merge is meant'),
  merge: yesOrNo().exactOptional().describe("Make its members the record's own fields"),
  onCollision: choice('rename', 'drop')
    .prefault('rename')
    .describe('What becomes of a member with the name of another field; rename puts app_ before it'),
  lift: section({
    level: namesOf(LEVEL_MEMBERS).describe("Members of which the first that is a level is the record's"),
    time: namesOf([]).describe("Members of which the first is the record's time, in place of the runtime's"),
    message: namesOf(['message', 'msg']).describe("Members of which the first is the record's message"),
  })
    .prefault({})
    .describe('Members that say of the record what it is, and are no fields then'),
}).refine(({ under, merge }) => (under !== undefined) !== (merge === true), {
  when: ({ issues }) => issues.length === 0,
  error: 'either under or merge: true',
});

const conditionSchema = section({
  message: expression().exactOptional().describe('What the message has to match, anywhere'),
  stream: choice('stdout', 'stderr').exactOptional().describe('The stream'),
  level: listFrom(LEVEL_NAMES)
    .exactOptional()
    .describe(`The levels (${LEVEL_NAMES.join(', ')})`),
}).refine((condition) => Object.keys(condition).length > 0, { error: 'at least one of message, stream and level' });

const countSchema = section({
  name: z
    .string({ error: COUNT_NAME })
    .regex(/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/, { error: COUNT_NAME })
    .describe('The label name of podtail_matched_records_total'),
  match: z
    .union([expression(), conditionSchema], { error: 'an expression, or a condition' })
    .describe('An expression for the message, or a condition as in keep'),
});

const FORMS = ['logfmt', 'nginx', 'apache', 'klog', 'syslog'] as const;

const parseFields = section({
  form: choice(...FORMS)
    .exactOptional()
    .describe('A form that is known by its name'),
  regex: expression().exactOptional().describe('An expression of which the named groups become fields'),
  under: text.exactOptional().describe('Name of the field that holds them; not given: they are fields of the record'),
  typed: yesOrNo().prefault(true).describe('Make numbers, true and false what they look like'),
  onCollision: choice('rename', 'drop')
    .prefault('rename')
    .describe('What becomes of one with the name of another field; rename puts app_ before it'),
  lift: section({
    level: namesOf(LEVEL_MEMBERS).describe("Fields of which the first that is a level is the record's"),
    time: namesOf([]).describe("Fields of which the first is the record's time, in place of the runtime's"),
    message: namesOf(['message', 'msg']).describe("Fields of which the first is the record's message"),
  })
    .prefault({})
    .describe('Fields that say of the record what it is'),
}).refine(({ form, regex }) => countGiven(form, regex) === 1, {
  when: ({ issues }) => issues.length === 0,
  error: 'one of form and regex',
});

const parseSchema = z.union([choice(...FORMS), parseFields], {
  error: `${oneOf(FORMS)}, or a mapping with form or regex`,
});

const hashSchema = section({
  keyFile: text.exactOptional().describe('File that holds the key, of at least 16 bytes'),
  keyEnv: text.exactOptional().describe('Variable of the environment that holds the key, of at least 16 bytes'),
}).refine(({ keyFile, keyEnv }) => countGiven(keyFile, keyEnv) === 1, { error: 'either keyFile or keyEnv' });

const redactSchema = section({
  builtin: listFrom(SECRETS)
    .prefault([])
    .describe(`Kinds of secrets (${SECRETS.join(', ')})`),
  patterns: z
    .array(
      section({
        match: expression().describe('What is replaced'),
        replace: z
          .string({ error: TEXT })
          .exactOptional()
          .describe('What stands in its place; $1 is the first group, $& all of it'),
      }),
      { error: 'a list of patterns' },
    )
    .max(MOST_PATTERNS, { error: `at most ${MOST_PATTERNS} patterns (an expression may have alternatives: a|b)` })
    .prefault([])
    .describe('Secrets of your own'),
  replaceWith: z.string({ error: TEXT }).prefault('[REDACTED]').describe("What stands in a secret's place"),
  hash: hashSchema.exactOptional().describe("Put a keyed hash (HMAC-SHA256) in a secret's place, as [email:…]"),
}).refine(({ builtin, patterns }) => builtin.length + patterns.length > 0, {
  when: ({ issues }) => issues.length === 0,
  error: 'at least one of builtin and patterns',
});

const rateLimitSchema = section({
  lines: wholeNumber(1, MOST_RATE).exactOptional().describe('Records a second'),
  bytes: size('1B', '1GiB').exactOptional().describe('Bytes of messages a second'),
  burst: duration('1s', '1h').prefault('10s').describe('For how long a quiet container may have saved up'),
  action: choice('drop', 'delay')
    .prefault('drop')
    .describe('drop: what is above the limit is dropped, and counted; delay: the file is read more slowly'),
}).refine(({ lines, bytes }) => countGiven(lines, bytes) > 0, {
  when: ({ issues }) => issues.length === 0,
  error: 'at least one of lines and bytes',
});

/** One entry of `transforms`. What it asks for takes place in the order of these keys. */
const transformSchema = section({
  match: matchSchema.prefault({}).describe('Whose logs; not given: all'),
  labels: mappingToText().exactOptional().describe('Added to every record, over those of all'),
  multiline: multilineSchema.exactOptional().describe('Join lines to records'),
  json: jsonSchema.exactOptional().describe('Take messages apart that are one JSON object'),
  parse: parseSchema
    .exactOptional()
    .describe('Take messages apart that have a form; others stay text, and are counted'),
  level: choice('detect').exactOptional().describe('Find the level in the message, where nothing else says it'),
  rename: mappingToText()
    .exactOptional()
    .describe('Other names for fields, by their names; not where another field has the name'),
  count: z
    .union([countSchema, z.array(countSchema)], { error: 'a mapping with name and match, or a list of these' })
    .exactOptional()
    .describe('Count records in a metric of a name'),
  keep: conditions().exactOptional().describe('Drop all records but those that one of these takes in'),
  drop: conditions().exactOptional().describe('Drop records that one of these takes in'),
  sample: z
    .number({ error: SHARE })
    .min(0, { error: SHARE })
    .max(1, { error: SHARE })
    .exactOptional()
    .describe('The share of records that go on; which ones depends on the record alone'),
  redact: redactSchema.exactOptional().describe('Replace secrets in whatever leaves'),
  rateLimit: rateLimitSchema.exactOptional().describe('Bound what each container may write'),
}).refine(
  ({ keep = [], drop = [], json, parse, level }) => {
    const asksForLevel = [...keep, ...drop].some((condition) => condition.level !== undefined);
    return !asksForLevel || json !== undefined || parse !== undefined || level !== undefined;
  },
  {
    when: ({ issues }) => issues.length === 0,
    path: ['level'],
    error: "detect (keep or drop asks for a record's level)",
  },
);

/** What is done with the records of which logs; every entry that matches takes place, in order. */
export const transformsSchema = z.array(transformSchema, { error: 'a list of transforms' });

/** A regular expression; the message tells what is wrong with one. */
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
