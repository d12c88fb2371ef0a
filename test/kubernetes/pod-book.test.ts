import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createPodBook, type PodBook } from '../../src/kubernetes/pod-book.js';
import type { PodDirectory, PodsAnswer } from '../../src/kubernetes/pod-directory.js';
import type { KeptPod, PodStore } from '../../src/kubernetes/pod-store.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';

/** A book whose clock is the test's, and whose questions the test answers. */
interface Room {
  readonly book: PodBook;
  /** When questions were asked, in milliseconds of the clock. */
  readonly asked: readonly number[];
  readonly changes: readonly string[][];
  readonly there: Set<string>;
  readonly saved: () => readonly KeptPod[];
  /** Answers the question that is asked now. */
  answer(answer: PodsAnswer): Promise<void>;
  /** Lets time pass. */
  pass(milliseconds: number): void;
}

/** Milliseconds. */
const STEP = 10;

function createRoom(t: TestContext, options: { kept?: KeptPod[]; isComplete?: boolean } = {}): Room {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  const asked: number[] = [];
  const changes: string[][] = [];
  const there = new Set<string>();
  let saved: readonly KeptPod[] = [];
  let resolve = (_: PodsAnswer): void => {};
  const now = () => Date.now() - 1_000_000;
  const directory: PodDirectory = {
    name: 'the kubelet',
    gap: 1500,
    isComplete: options.isComplete ?? true,
    retryAfter: (misses) => [10_000, 60_000][misses] ?? Number.POSITIVE_INFINITY,
    ask() {
      asked.push(now());
      return new Promise((onAnswer) => (resolve = onAnswer));
    },
  };
  const store: PodStore = { load: () => options.kept ?? [], save: (pods) => (saved = pods) };
  const book = createPodBook({
    directory,
    store,
    diagnostics: createSpokenDiagnostics(),
    now,
    wallTime: Date.now,
    isThere: (path) => there.has(path),
    onChange: (keys) => changes.push([...keys]),
  });
  t.after(() => book.close());
  return {
    book,
    asked,
    changes,
    there,
    saved: () => saved,
    async answer(answer) {
      resolve(answer);
      await new Promise<void>((done) => setImmediate(done));
    },
    pass(milliseconds) {
      // In steps, since all timers of one tick see the time at its end.
      t.mock.timers.tick(0);
      for (let passed = 0; passed < milliseconds; passed += STEP) t.mock.timers.tick(STEP);
    },
  };
}

function logOf(uid: string): LogSource {
  return { path: `/pods/shop_web_${uid}/app/0.log`, metadata: { uid }, writtenByRuntime: true };
}

const DETAILS = { labels: { app: 'web' }, annotations: {} };
const podsOf = (...uids: string[]): PodsAnswer => ({ kind: 'pods', pods: new Map(uids.map((uid) => [uid, DETAILS])) });
const FAILED: PodsAnswer = { kind: 'failed', reason: 'it is away' };

describe('the store of pod labels', () => {
  it('asks once for all pods that were found, and has those in the answer', async (t) => {
    const { book, asked, answer, pass, changes } = createRoom(t);
    for (const uid of ['a', 'b']) book.found(logOf(uid));
    assert.equal(book.isReady({ uid: 'a' }), false);
    pass(0);
    await answer(podsOf('a', 'b', 'c'));
    assert.deepEqual([book.isReady({ uid: 'a' }), book.detailsOf({ uid: 'b' })], [true, DETAILS]);
    assert.deepEqual(changes, [['a', 'b']]);
    book.found(logOf('c'));
    assert.equal(book.isReady({ uid: 'c' }), true, 'the answer had it');
    pass(60_000);
    assert.deepEqual(asked, [0]);
  });

  it('asks no more often than the minimum interval', async (t) => {
    const { book, asked, answer, pass } = createRoom(t);
    book.found(logOf('a'));
    pass(0);
    await answer(podsOf('a'));
    pass(100);
    for (const uid of ['b', 'c']) {
      book.found(logOf(uid));
      pass(10);
    }
    pass(2000);
    await answer(podsOf('b', 'c'));
    pass(60_000);
    assert.deepEqual(asked, [0, 1500]);
  });

  it('makes a log wait for up to 2 s without an answer', (t) => {
    const { book, pass, changes } = createRoom(t);
    book.found(logOf('a'));
    pass(1990);
    assert.equal(book.isReady({ uid: 'a' }), false);
    pass(20);
    assert.equal(book.isReady({ uid: 'a' }), true);
    assert.deepEqual(changes, [['a']]);
  });

  it('does not wait for a pod that a later answer lacks, and rarely asks for it again', async (t) => {
    const { book, asked, answer, pass } = createRoom(t);
    book.found(logOf('a'));
    pass(0);
    book.found(logOf('b'));
    await answer(podsOf());
    pass(0);
    assert.deepEqual([book.isReady({ uid: 'a' }), book.isReady({ uid: 'b' })], [true, false]);
    pass(1500);
    await answer(podsOf());
    assert.equal(book.isReady({ uid: 'b' }), true);
    for (let second = 0; second < 600; second++) {
      pass(1000);
      await answer(podsOf());
    }
    assert.ok(asked.length <= 6, `asked at ${asked.join(', ')}`);
  });

  it('asks again within the 2 s if another source may still add the pod', async (t) => {
    const { book, answer, pass } = createRoom(t, { isComplete: false });
    book.found(logOf('a'));
    pass(0);
    await answer(podsOf());
    assert.equal(book.isReady({ uid: 'a' }), false);
  });

  it('makes no log wait while the server is away, and pauses longer each time', async (t) => {
    const { book, asked, answer, pass } = createRoom(t);
    book.found(logOf('a'));
    pass(0);
    await answer(FAILED);
    assert.equal(book.isReady({ uid: 'a' }), true);
    book.found(logOf('b'));
    assert.equal(book.isReady({ uid: 'b' }), true, 'the next question is more than 2 s away');
    for (let second = 0; second < 200; second++) {
      pass(1000);
      await answer(FAILED);
    }
    assert.deepEqual(asked.slice(0, 5), [0, 5000, 15_000, 35_000, 75_000]);
    assert.deepEqual(book.status(), {
      ...{ from: 'the kubelet', known: 0, unknown: 2, asked: asked.length, failed: asked.length },
      problem: 'it is away',
    });
  });

  it('loads what was saved, and forgets a pod a minute after its files are gone', (t) => {
    const kept = ['a', 'b'].map((key) => ({ key, folder: `/pods/${key}`, ...DETAILS }));
    const { book, asked, pass, there, saved } = createRoom(t, { kept });
    there.add('/pods/a');
    book.found(logOf('a'));
    assert.deepEqual([book.isReady({ uid: 'a' }), book.detailsOf({ uid: 'a' })], [true, DETAILS]);
    book.gone(logOf('a').path);
    for (let second = 0; second < 90; second++) {
      pass(1000);
      book.tidy();
    }
    assert.deepEqual(
      saved().map(({ key }) => key),
      ['a'],
    );
    there.clear();
    for (let second = 0; second < 90; second++) {
      pass(1000);
      book.tidy();
    }
    assert.deepEqual([saved(), asked], [[], []]);
  });

  it('counts how long files are missing over several runs', (t) => {
    const kept = [{ key: 'a', folder: '/pods/a', missingSince: 1_000_000 - 55_000, ...DETAILS }];
    const { book, pass, saved } = createRoom(t, { kept });
    pass(11_000);
    book.tidy();
    assert.deepEqual(saved(), []);
  });

  it('does nothing for logs whose pod has no name', (t) => {
    const { book, asked, pass } = createRoom(t);
    book.found({ path: '/var/log/app.log', metadata: {}, writtenByRuntime: false });
    pass(10_000);
    assert.deepEqual([book.isReady({}), asked], [true, []]);
  });
});
