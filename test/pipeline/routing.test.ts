import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ConfigInput, createConfig } from '../../src/index.js';
import { createUnrouted, takenRecords } from '../../src/pipeline/routing.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createRecordBlock, LEVELS, RecordFlag } from '../../src/record/record-block.js';

type SinkInput = NonNullable<ConfigInput['sinks']>[number];
type MatchInput = Exclude<SinkInput['match'], undefined>;

const LOG = logOf({ namespace: 'shop', pod: 'web-1', container: 'app' });

function logOf(metadata: LogSource['metadata']): LogSource {
  return { path: '/a.log', metadata, writtenByRuntime: true };
}

function configOf(matches: readonly MatchInput[], more: ConfigInput = {}) {
  const sinks = matches.map((match, index): SinkInput => ({ type: 'null', name: `sink-${index}`, match }));
  const result = createConfig({ ...more, sinks });
  return result.ok ? result.config : assert.fail(JSON.stringify(result.problems));
}

/** What a sink with that match gets of a log. */
function takenBy(match: MatchInput, more?: ConfigInput, log = LOG) {
  const config = configOf([match], more);
  return takenRecords(config.sinks[0]!.match, config)?.(log) ?? 'everything';
}

describe('the match of a sink', () => {
  it('costs nothing if it is empty', () => {
    assert.equal(takenBy({}), 'everything');
  });

  const labels = { labels: { team: 'payments', tier: '1' } };
  const byTransforms: ConfigInput = {
    labels: { team: 'nobody' },
    transforms: [
      { match: { namespace: ['shop'] }, labels: { team: 'payments' } },
      { match: { namespace: ['ops'] }, labels: { team: 'ops' } },
    ],
  };
  const cases: readonly [
    title: string,
    match: MatchInput,
    taken: 'all' | 'none',
    more?: ConfigInput,
    log?: LogSource,
  ][] = [
    ['takes a log by its namespace', { namespace: ['sh*'] }, 'all'],
    ['leaves out a log of another namespace', { namespace: ['ops'] }, 'none'],
    ['excludes by a leading !', { pod: ['*', '!web-*'] }, 'none'],
    ['takes a log only where all lists take it', { namespace: ['shop'], container: ['db'] }, 'none'],
    ['takes no log whose names are not known, where it asks for one', { pod: ['*'] }, 'none', {}, logOf({})],
    ['excludes no log whose names are not known', { pod: ['!web-*'] }, 'all', {}, logOf({})],
    ['takes a log by a label of all logs', { labels: { team: ['pay*'] } }, 'all', labels],
    ['leaves out a log with another label', { labels: { team: ['!pay*'] } }, 'none', labels],
    ['leaves out a log without the label', { labels: { region: ['*'] } }, 'none', labels],
    ['asks for all of the labels', { labels: { team: ['payments'], tier: ['2'] } }, 'none', labels],
    ['knows no label by a name that every object has', { labels: { constructor: ['*'] } }, 'none', labels],
    ['takes a log by a label that a transform gives it', { labels: { team: ['payments'] } }, 'all', byTransforms],
    ['does not see labels that a transform gives to other logs', { labels: { team: ['ops'] } }, 'none', byTransforms],
  ];
  for (const [title, match, taken, more, log] of cases) {
    it(title, () => assert.equal(takenBy(match, more, log), taken));
  }

  it('checks stream and level of each record if it names these', () => {
    const config = { transforms: [{ level: 'detect' as const }] };
    const cases: readonly [match: MatchInput, taken: readonly string[]][] = [
      [{ stream: 'stderr' }, ['stderr error', 'stderr ']],
      [{ level: 'error' }, ['stdout error', 'stderr error']],
      [{ level: ['warn', 'none'] }, ['stdout warn', 'stderr ', 'raw ']],
      [{ level: ['error', 'fatal'], stream: 'stdout' }, ['stdout error']],
    ];
    const records = ['stdout error', 'stdout warn', 'stderr error', 'stderr ', 'raw '];
    const block = createRecordBlock(records.length, 16);
    for (const [row, record] of records.entries()) {
      const [stream, level] = record.split(' ') as ['stdout' | 'stderr' | 'raw', (typeof LEVELS)[number]];
      block.flags[row] = stream === 'raw' ? 0 : RecordFlag[stream];
      block.level[row] = LEVELS.indexOf(level);
    }
    block.count = records.length;
    for (const [match, taken] of cases) {
      const test = takenBy(match, config);
      assert.ok(typeof test === 'function');
      block.hasLevels = true;
      assert.deepEqual(
        records.filter((_, row) => test(block, row)),
        taken,
        JSON.stringify(match),
      );
    }
    const test = takenBy({ level: 'error' }, config);
    block.hasLevels = false;
    assert.ok(typeof test === 'function' && records.every((_, row) => !test(block, row)), 'stale levels count');
  });
});

describe('a log', () => {
  it('is read if any sink takes it, and is not read otherwise', () => {
    const isUnrouted = createUnrouted(configOf([{ namespace: ['shop'] }, { pod: ['db-*'] }]));
    const logs = [LOG, logOf({ namespace: 'ops', pod: 'db-0' }), logOf({ namespace: 'ops', pod: 'web' }), logOf({})];
    assert.deepEqual(logs.map(isUnrouted), [false, false, true, true]);
  });

  it('is always read if a sink takes everything', () => {
    assert.equal(createUnrouted(configOf([{ namespace: ['shop'] }, {}]))(logOf({})), false);
  });
});

describe('a match by level', () => {
  it('is refused if no transform detects levels', () => {
    const result = createConfig({ sinks: [{ type: 'null', match: { level: 'error' } }] });
    assert.ok(!result.ok);
    const [problem] = result.problems;
    assert.ok(problem?.kind === 'badValue');
    assert.equal(problem.key, 'sinks[0].match.level');
    assert.match(problem.expected, /^no levels, unless an entry of transforms finds them/);
  });

  it('can use levels that parse finds', () => {
    const sinks = [{ type: 'stdout', match: { level: ['error'] } }] as const;
    assert.ok(createConfig({ sinks: [...sinks], transforms: [{ parse: 'logfmt' }] }).ok);
  });
});
