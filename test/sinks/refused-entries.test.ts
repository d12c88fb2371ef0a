import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SentEntry } from '../../src/sinks/loki/loki-payloads.js';
import { refusedEntries } from '../../src/sinks/loki/refused-entries.js';
import { isSameStream } from '../../src/sinks/loki/stream-name.js';

const A = '{namespace="default", pod="a", stream="stdout"}';
const B = '{namespace="default", pod="b}\\"", stream="stdout"}';
const NOON = 1_699_272_000_000_000_000n;
const SECOND = 1_000_000_000n;

/** Records 0 to 3 of stream A, a second apart; 4 and 5 of B; 6 and 7 of A at the time of 3. */
const entries: readonly SentEntry[] = [
  { stream: A, time: NOON, lineBytes: 10 },
  { stream: A, time: NOON + SECOND + 5n, lineBytes: 300 },
  { stream: A, time: NOON + 2n * SECOND, lineBytes: 10 },
  { stream: A, time: NOON + 3n * SECOND, lineBytes: 10 },
  { stream: B, time: NOON, lineBytes: 500 },
  { stream: B, time: NOON + SECOND, lineBytes: 10 },
  { stream: A, time: NOON + 3n * SECOND, lineBytes: 10 },
  { stream: A, time: NOON + 3n * SECOND, lineBytes: 10 },
];

function ignored(time: string, reason: string, stream = ''): string {
  return `entry with timestamp 2023-11-06 ${time} +0000 UTC ignored, reason: '${reason}'${stream},\n`;
}

const BEHIND = (time: string, oldest: string): string =>
  `entry too far behind, entry timestamp is: 2023-11-06T${time}Z, oldest acceptable timestamp is: 2023-11-06T${oldest}Z`;

/** Texts as Loki joins them (grafana/loki, pkg/ingester/stream.go and pkg/validation/validate.go). */
const rows: readonly (readonly [
  behaviour: string,
  text: string,
  expected: readonly (readonly [cause: string, records: readonly number[]])[] | undefined,
])[] = [
  [
    'an entry that is out of order, named by its time',
    `${ignored('12:00:02', 'entry out of order')}user 'fake', total ignored: 1 out of 6 for stream: ${A}`,
    [['out_of_order', [2]]],
  ],
  [
    'an entry whose time has nanoseconds',
    `${ignored('12:00:01.000000005', BEHIND('12:00:01', '12:00:02'))}user 'fake', total ignored: 1 out of 6 for stream: ${A}`,
    [['too_far_behind', [1]]],
  ],
  [
    'the form of older versions, which name the stream with each entry',
    `${ignored('12:00:00', 'entry out of order', ` for stream: ${B}`)}total ignored: 1 out of 2`,
    [['out_of_order', [4]]],
  ],
  [
    'all of a stream',
    `${ignored('12:00:00', 'entry out of order')}user 'fake', total ignored: 2 out of 2 for stream: ${B}`,
    [['out_of_order', [4, 5]]],
  ],
  [
    'more than it names, the oldest ones',
    `${ignored('12:00:00', BEHIND('12:00:00', '12:00:02'))}user 'fake', total ignored: 2 out of 6 for stream: ${A}`,
    [['too_far_behind', [0, 1]]],
  ],
  [
    'all of the stream where it cannot be told which ones are meant',
    `${ignored('12:00:00', 'entry out of order')}user 'fake', total ignored: 2 out of 6 for stream: ${A}`,
    [['out_of_order', [0, 1, 2, 3, 6, 7]]],
  ],
  [
    'all of the stream where several entries have a time that it names once',
    `${ignored('12:00:03', 'entry out of order')}user 'fake', total ignored: 1 out of 6 for stream: ${A}`,
    [['out_of_order', [0, 1, 2, 3, 6, 7]]],
  ],
  [
    'a stream to which it has given a label more',
    `${ignored('12:00:01', 'entry out of order')}user 'fake', total ignored: 1 out of 2 for stream: ${B.replace('pod=', 'one="x", pod=')}`,
    [['out_of_order', [5]]],
  ],
  [
    'an error behind that of gRPC',
    `rpc error: code = Code(400) desc = ${ignored('12:00:02', 'entry out of order')}user 'fake', total ignored: 1 out of 6 for stream: ${A}`,
    [['out_of_order', [2]]],
  ],
  [
    'lines that are too long, by their length',
    `2 errors like: Max entry size '256' bytes exceeded for stream '${A}' while adding an entry with length '300' bytes; ` +
      `1 errors like: Max entry size '256' bytes exceeded for stream '${B}' while adding an entry with length '500' bytes`,
    [
      ['line_too_long', [1]],
      ['line_too_long', [4]],
    ],
  ],
  [
    'entries that are too old, by the oldest time that is taken',
    `entry for stream '${A}' has timestamp too old: 2023-11-06T12:00:00Z, oldest acceptable timestamp is: 2023-11-06T12:00:01Z`,
    [['greater_than_max_sample_age', [0, 1]]],
  ],
  [
    'entries that are too new, from the time that it names on',
    `entry for stream '${A}' has timestamp too new: 2023-11-06T12:00:03Z`,
    [['too_far_in_future', [3, 6, 7]]],
  ],
  [
    'all of a stream whose labels are wrong',
    `entry for stream '${B}' has 16 label names; limit 15`,
    [['max_label_names_per_series', [4, 5]]],
  ],
  [
    'all of a stream whose structured metadata are not taken',
    `stream '${B}' includes structured metadata, but this feature is disallowed. Please see …`,
    [['disallowed_structured_metadata', [4, 5]]],
  ],
  ['nothing clear, where it names no stream', 'error at least one label pair is required per stream', undefined],
  [
    'nothing clear, where it names a stream that was not sent',
    'stream \'{x="y"}\' has label name too long: z',
    undefined,
  ],
  [
    'nothing clear, where it counts without saying of what',
    "entry with timestamp 2023-11-06 12:00:00 +0000 UTC ignored, reason: 'x',\ntotal ignored: 1 out of 2",
    undefined,
  ],
];

describe('the entries that Loki refuses', () => {
  for (const [behaviour, text, expected] of rows) {
    it(`are known from its answer: ${behaviour} (32: Loki 400: too far behind, out of order, line too long)`, () => {
      const refusals = refusedEntries(text, false, entries)?.refusals.map(({ cause, records }) => [cause, records]);
      assert.deepEqual(refusals, expected);
    });
  }
});

describe('a stream that Loki names', () => {
  it('is the one that was sent, also with added labels, and no other', () => {
    assert.ok(isSameStream(A, A));
    assert.ok(isSameStream(B, '{a="b, c", namespace="default", pod="b}\\"", service_name="x", stream="stdout"}'));
    assert.ok(!isSameStream(A, B));
    assert.ok(!isSameStream('{pod="a"}', '{xpod="a", y="pod=\\"a\\""}'));
  });
});

describe('the entries that Loki does not name', () => {
  const ofStream = entries.slice(0, 4);
  const behind = `${ignored('12:00:00', BEHIND('12:00:00', '12:00:01'))}user 'fake', total ignored: 1 out of`;
  const cases: readonly (readonly [string, string, readonly SentEntry[], boolean])[] = [
    ['was taken, where the ingester counts all entries of the push', `${behind} 4 for stream: ${A}`, ofStream, true],
    ['may be refused, where the distributor has left some out', `${behind} 3 for stream: ${A}`, ofStream, false],
    ['may be refused, where there are other streams', `${behind} 6 for stream: ${A}`, entries, false],
    [
      'was taken, where the distributor alone has refused',
      `stream '${A}' has label value too long: 'x'`,
      entries,
      true,
    ],
    [
      'may be refused, where the distributor says something else besides',
      `2 errors like: stream '${A}' has label value too long: 'x'; 1 errors like: something new`,
      entries,
      false,
    ],
  ];
  for (const [behaviour, text, sent, isComplete] of cases) {
    it(behaviour, () => {
      assert.equal(refusedEntries(text, false, sent)!.isComplete, isComplete);
      assert.equal(refusedEntries(text, true, sent)!.isComplete, false, 'of an answer that was cut');
    });
  }
});
