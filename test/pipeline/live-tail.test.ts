import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type ConfigInput, createConfig } from '../../src/index.js';
import { createLiveTail } from '../../src/pipeline/live-tail.js';
import type { RecordBlock } from '../../src/record/record-block.js';
import { RecordFlag } from '../../src/record/record-block.js';
import { blockOf, type WrittenRecord } from '../support/blocks.js';

function configOf(values: ConfigInput) {
  const result = createConfig({ liveTail: true, ...values });
  return result.ok ? result.config : assert.fail(JSON.stringify(result.problems));
}

/** A live tail whose time stands still until `pass` is called, and what was delivered behind it. */
function room(t: TestContext, values: ConfigInput = {}) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let config = configOf(values);
  const tail = createLiveTail(() => config);
  const delivered: RecordBlock[] = [];
  const delivery = tail.before({ append: (block) => delivered.push(block) });
  return {
    delivered,
    ship: (records: readonly WrittenRecord[], pod = 'web-1', namespace = 'shop') =>
      delivery.append(
        blockOf({ path: `/${pod}`, metadata: { namespace, pod }, writtenByRuntime: true }, records),
        new Map(),
      ),
    reload(next: ConfigInput) {
      config = configOf(next);
    },
    pass: (milliseconds: number) => t.mock.timers.tick(milliseconds),
    ask: (query = '') => tail.answer(new URLSearchParams(query)),
    /** Looks, and fails where that is refused. */
    look(query = '') {
      const reply = tail.answer(new URLSearchParams(query));
      if (!('begin' in reply)) return assert.fail(reply.body.toString());
      const viewer = { isBehind: false, text: '', isEnded: false, leave: (): void => {} };
      viewer.leave = reply.begin({
        get isBehind() {
          return viewer.isBehind;
        },
        write(bytes) {
          viewer.text += Buffer.from(bytes).toString();
        },
        end() {
          viewer.isEnded = true;
        },
      });
      return viewer;
    },
  };
}

function messagesOf(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { message?: string; dropped?: number })
    .map(({ message, dropped }) => message ?? { dropped });
}

const numbered = (count: number, length = 0): WrittenRecord[] =>
  Array.from({ length: count }, (_, number) => ({ message: `${number}`.padEnd(length, ' x') }));

describe('the live tail', () => {
  it('shows records as the sinks get them while somebody watches, and ships all of them', (t) => {
    const { ship, look, pass, delivered } = room(t, { labels: { cluster: 'west' } });
    ship([{ message: 'before' }]);
    const viewer = look();
    ship([{ message: 'one' }, { message: 'two' }]);
    assert.equal(viewer.text, '');
    pass(100);
    assert.deepEqual(messagesOf(viewer.text), ['one', 'two']);
    assert.match(viewer.text, /"namespace":"shop","pod":"web-1",.*"cluster":"west"/);
    viewer.leave();
    ship([{ message: 'after' }]);
    pass(60_000);
    assert.deepEqual(messagesOf(viewer.text), ['one', 'two']);
    assert.equal(delivered.length, 3);
  });

  const records: WrittenRecord[] = [
    { message: 'out', flags: RecordFlag.stdout },
    { message: 'err', flags: RecordFlag.stderr },
  ];
  for (const [query, seen] of [
    ['pod=web-*', ['web-1 out', 'web-1 err']],
    ['pod=web-*&pod=db-0&pod=!*-1', ['db-0 out', 'db-0 err']],
    ['namespace=shop&stream=stderr', ['web-1 err', 'db-0 err']],
    ['label=tier=front*', ['web-1 out', 'web-1 err']],
    ['namespace=ops', []],
  ] as const) {
    it(`shows only the requested records with ${query}`, (t) => {
      const { ship, look, pass } = room(t, {
        transforms: [{ match: { pod: ['web-*'] }, labels: { tier: 'frontend' } }],
      });
      const viewer = look(query);
      ship(records, 'web-1');
      ship(records, 'db-0');
      pass(100);
      const shown = viewer.text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { pod: string; message: string })
        .map(({ pod, message }) => `${pod} ${message}`);
      assert.deepEqual(shown, seen);
    });
  }

  it('drops records for a slow viewer, says how many, and holds a limited number of bytes', (t) => {
    const { ship, look, pass, delivered } = room(t);
    const [slow, quick] = [look(), look()];
    slow.isBehind = true;
    for (let block = 0; block < 100; block++) {
      ship(numbered(100, 500));
      pass(100);
    }
    assert.equal(slow.text, '');
    slow.isBehind = false;
    pass(100);
    const seen = messagesOf(slow.text);
    const { dropped } = seen.at(-1) as { dropped: number };
    assert.equal(dropped + seen.length - 1, 10_000);
    assert.ok(slow.text.length < 100_000, `${slow.text.length} bytes were held`);
    assert.equal(messagesOf(quick.text).length, 10_000);
    assert.equal(delivered.length, 100);
  });

  it('accepts a record that is longer than its buffer', (t) => {
    const { ship, look, pass } = room(t);
    const viewer = look();
    ship([{ message: 'x'.repeat(1_000_000) }, { message: 'next' }]);
    pass(100);
    ship([{ message: 'later' }]);
    pass(100);
    assert.deepEqual(messagesOf(viewer.text), ['x'.repeat(1_000_000), { dropped: 1 }, 'later']);
  });

  it('is refused unless the configuration turns it on', (t) => {
    const reply = room(t, { liveTail: false }).ask();
    assert.ok('status' in reply);
    assert.deepEqual([reply.status, /liveTail: true/.test(reply.body.toString())], [404, true]);
  });

  it('ends when a reload turns it off', (t) => {
    const { ship, look, reload } = room(t);
    const viewer = look();
    reload({ liveTail: false });
    ship(numbered(1));
    assert.deepEqual([viewer.isEnded, viewer.text], [true, '']);
  });

  it('serves four viewers at a time', (t) => {
    const { look, ask } = room(t);
    const viewers = Array.from({ length: 4 }, () => look());
    const reply = ask();
    assert.equal('status' in reply && reply.status, 503);
    viewers[0]!.leave();
    assert.ok('begin' in ask());
  });

  for (const [query, problem] of [
    ['colour=red', /unknown parameter colour/],
    ['stream=both', /stdout or stderr/],
    ['level=loud', /trace, debug, info/],
    ['level=error', /find no levels/],
    ['label=tier', /NAME=PATTERN/],
    ['label=__proto__=x&level=', /level/],
  ] as const) {
    it(`refuses ${query} with a reason`, (t) => {
      const reply = room(t).ask(query);
      assert.ok('status' in reply);
      assert.equal(reply.status, 400);
      assert.match(reply.body.toString(), problem);
    });
  }

  it('sends an empty line at intervals while there are no records', (t) => {
    const { look, pass } = room(t);
    const viewer = look();
    pass(31_000);
    assert.equal(viewer.text, '\n\n');
  });
});

describe('liveTail in the configuration', () => {
  for (const [values, isRight] of [
    [{ listen: '127.0.0.1:9464' }, true],
    [{ listen: '[::1]:9464' }, true],
    [{ listen: '0.0.0.0:9464' }, false],
    [{ listen: '0.0.0.0:9464', statusAccess: { token: 'secret' } }, true],
  ] as const) {
    it(`${isRight ? 'may' : 'must not'} be on with ${JSON.stringify(values)}`, () => {
      const result = createConfig({ liveTail: true, ...values });
      assert.equal(result.ok, isRight);
      assert.ok(result.ok || /liveTail/.test(JSON.stringify(result.problems)));
    });
  }
});
