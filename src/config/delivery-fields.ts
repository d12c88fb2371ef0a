import * as z from 'zod';
import { duration, section, size, text, wholeNumber, yesOrNo } from './fields.js';
import { sinkMatchSchema } from './match-fields.js';

/** A name that can be a file's, too: the dead letters of a sink are named after it. */
const SINK_NAME = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,63}$/;

/** What every sink has. */
export function commonFields(type: string) {
  return {
    name: text
      .regex(SINK_NAME, { error: 'a name of at most 64 letters, digits, dots, - and _' })
      .prefault(type)
      .describe('Name in logs and metrics, and of the file of dead letters; every sink has another'),
    optional: yesOrNo()
      .prefault(false)
      .describe(
        'Whether records are dropped, and counted, where this sink is too slow or away: it holds back neither others nor positions',
      ),
    match: sinkMatchSchema.exactOptional().describe('Which records it gets; not given: all'),
  };
}

/** How records are gathered and sent to a server. */
export const deliveryFields = {
  lanes: wholeNumber(1, 64)
    .prefault(4)
    .describe('Requests in flight at most; the records of one log file always take the same lane, in order'),
  batch: batchOf('1s').prefault({}).describe('When what was gathered is sent: at whichever it reaches first'),
  retry: section({
    initial: duration('1ms', '1h').prefault('500ms').describe('Longest pause before the second try; doubled each time'),
    max: duration('1ms', '1h').prefault('30s').describe('Longest pause between two tries'),
    giveUpAfter: z
      .union([z.literal('never'), duration('1s', '8760h')], { error: 'never or a duration of at least 1s' })
      .prefault('never')
      .describe('After which time records that cannot be delivered become dead letters'),
  })
    .refine((retry) => retry.initial <= retry.max, {
      path: ['max'],
      when: ({ issues }) => issues.length === 0,
      error: 'at least retry.initial',
    })
    .prefault({})
    .describe('What happens when the server is away or overloaded'),
  deadLetters: section({
    maxBytes: size('0B', '1024GiB').prefault('256MiB').describe('Size of the file past which further ones are dropped'),
  })
    .prefault({})
    .describe('Records that the server refuses, kept in the state folder'),
};

/** How records are gathered for a sink that takes them at once. */
export const immediateFields = {
  lanes: wholeNumber(1, 1).prefault(1).describe('Always 1'),
  batch: batchOf('0ms').prefault({}).describe('When what was gathered is sent: at once by default'),
};

function batchOf(timeout: string) {
  return section({
    bytes: size('1kB', '64MiB').prefault('1MiB').describe('Bytes of a request, before compression'),
    records: wholeNumber(1, 1_000_000).prefault(10_000).describe('Records of a request'),
    timeout: duration('0ms', '1h').prefault(timeout).describe('How long the first record waits for others'),
  });
}
