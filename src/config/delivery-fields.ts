import * as z from 'zod';
import { duration, section, size, text, wholeNumber, yesOrNo } from './fields.js';
import { sinkMatchSchema } from './match-fields.js';

/** Valid names of sinks. The file of dead letters has the name of its sink. */
const SINK_NAME = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,63}$/;

/** The keys that every sink has. */
export function commonFields(type: string) {
  return {
    name: text
      .regex(SINK_NAME, { error: 'a name of at most 64 letters, digits, dots, - and _' })
      .prefault(type)
      .describe('Name of the sink in logs, in metrics and of its dead-letter file. Must be unique'),
    optional: yesOrNo()
      .prefault(false)
      .describe(
        'Drop and count records that this sink cannot take in time. An optional sink delays neither other sinks nor positions',
      ),
    match: sinkMatchSchema.exactOptional().describe('Records that the sink gets. Default: all'),
  };
}

/** Keys for batches, retries and dead letters of a sink with a server. */
export const deliveryFields = {
  lanes: wholeNumber(1, 64)
    .prefault(4)
    .describe(
      'Maximum number of requests in flight. podtail uses fewer if these are enough, or if the server is overloaded. The records of one log file stay in order',
    ),
  batch: batchOf('1s').prefault({}).describe('When a batch is sent: at the first limit that it reaches'),
  retry: section({
    initial: duration('1ms', '1h')
      .prefault('500ms')
      .describe('Longest pause before the second attempt. It doubles with each attempt'),
    max: duration('1ms', '1h').prefault('30s').describe('Longest pause between two attempts'),
    giveUpAfter: z
      .union([z.literal('never'), duration('1s', '8760h')], { error: 'never or a duration of at least 1s' })
      .prefault('never')
      .describe('Time after which records that cannot be delivered become dead letters'),
  })
    .refine((retry) => retry.initial <= retry.max, {
      path: ['max'],
      when: ({ issues }) => issues.length === 0,
      error: 'at least retry.initial',
    })
    .prefault({})
    .describe('What podtail does when the server is down or overloaded'),
  deadLetters: section({
    maxBytes: size('0B', '1024GiB')
      .prefault('256MiB')
      .describe('Maximum size of the file. Beyond it, podtail drops and counts further dead letters'),
  })
    .prefault({})
    .describe('Records that the server refuses for good, kept in the state folder'),
};

/** Keys for batches of a sink that takes records at once. */
export const immediateFields = {
  lanes: wholeNumber(1, 1).prefault(1).describe('Always 1'),
  batch: batchOf('0ms').prefault({}).describe('When a batch is sent. Default: at once'),
};

function batchOf(timeout: string) {
  return section({
    bytes: size('1kB', '64MiB').prefault('1MiB').describe('Bytes of a request before compression'),
    records: wholeNumber(1, 1_000_000).prefault(10_000).describe('Records in a request'),
    timeout: duration('0ms', '1h').prefault(timeout).describe('How long the first record of a batch waits for more'),
  });
}
