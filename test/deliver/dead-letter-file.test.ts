import assert from 'node:assert/strict';
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createDeadLetterFile } from '../../src/deliver/dead-letter-file.js';
import { type DeadLetter, parseDeadLetter } from '../../src/deliver/dead-letters.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TIME = Date.UTC(2026, 0, 2);

function createRoom(t: TestContext, maxBytes = 1_000_000) {
  const file = path.join(temporaryFolder(t), 'dead-letters', 'loki.ndjson');
  const letters = createDeadLetterFile({ file, sink: 'loki', maxBytes, wallTime: () => TIME });
  const lines = (): string[] => fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return { file, letters, lines };
}

function letterOf(number: number): DeadLetter {
  return { id: `file-${number}`, reason: 'bad', status: 400, record: `{"message":"${number}"}` };
}

describe('the dead-letter file', () => {
  it('has a JSON line for each dead letter, with time, sink, id, reason, status and record', async (t) => {
    const { letters, lines } = createRoom(t);
    assert.deepEqual(await letters.put([letterOf(1), { id: 'x', reason: 'y', record: '[1]' }]), {
      kind: 'kept',
      lost: 0,
    });
    assert.deepEqual(
      lines().map((line) => JSON.parse(line)),
      [
        {
          time: '2026-01-02T00:00:00.000Z',
          sink: 'loki',
          id: 'file-1',
          reason: 'bad',
          status: 400,
          record: { message: '1' },
        },
        { time: '2026-01-02T00:00:00.000Z', sink: 'loki', id: 'x', reason: 'y', record: [1] },
      ],
    );
    assert.deepEqual(parseDeadLetter(lines()[0]!), { sink: 'loki', id: 'file-1', record: { message: '1' } });
  });

  it('is readable for its owner only', async (t) => {
    const { file, letters } = createRoom(t);
    await letters.put([letterOf(1)]);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.equal(fs.statSync(path.dirname(file)).mode & 0o777, 0o700);
  });

  it('accepts dead letters of several lanes at the same time, each in order', async (t) => {
    const { letters, lines } = createRoom(t);
    const puts = Array.from({ length: 50 }, (_, lane) => letters.put([letterOf(lane * 2), letterOf(lane * 2 + 1)]));
    for (const result of await Promise.all(puts)) assert.deepEqual(result, { kind: 'kept', lost: 0 });
    const numbers = lines().map((line) => Number(JSON.parse(line).id.slice(5)));
    assert.deepEqual(numbers, [...Array(100).keys()]);
  });

  it('does not grow past its limit: the newest dead letters are lost, and that is logged', async (t) => {
    const { file, letters, lines } = createRoom(t, 400);
    const results = [
      await letters.put([letterOf(1), letterOf(2), letterOf(3), letterOf(4)]),
      await letters.put([letterOf(5)]),
    ];
    assert.deepEqual(results, [
      { kind: 'kept', lost: 1 },
      { kind: 'kept', lost: 1 },
    ]);
    assert.equal(lines().length, 3);
    assert.ok(fs.statSync(file).size <= 400);
  });

  it('is created again after it was moved away', async (t) => {
    const { file, letters, lines } = createRoom(t);
    await letters.put([letterOf(1)]);
    fs.renameSync(file, `${file}.away`);
    await letters.put([letterOf(2)]);
    assert.equal(JSON.parse(lines()[0]!).id, 'file-2');
  });

  it('loses nothing to a reader who moves it away and reads it at once, repeatedly', async (t) => {
    const { file, letters } = createRoom(t);
    const found = new Set<string>();
    const takeOut = (): void => {
      if (!fs.existsSync(file)) return;
      fs.renameSync(file, `${file}.away`);
      for (const line of fs.readFileSync(`${file}.away`, 'utf8').split('\n'))
        found.add(parseDeadLetter(line)?.id ?? '');
    };
    for (let number = 0; number < 300; number++) {
      const putting = letters.put([letterOf(number)]);
      for (let turns = number % 30; turns > 0; turns--) await new Promise(setImmediate);
      takeOut();
      await putting;
    }
    takeOut();
    for (let number = 0; number < 300; number++) assert.ok(found.has(`file-${number}`), `letter ${number}`);
  });

  it('starts a new line after a half line that a killed podtail left', async (t) => {
    const { file, letters, lines } = createRoom(t);
    await letters.put([letterOf(1)]);
    fs.appendFileSync(file, '{"time":"2026');
    await letters.put([letterOf(2)]);
    assert.equal(parseDeadLetter(lines()[1]!), undefined);
    assert.equal(parseDeadLetter(lines()[2]!)?.id, 'file-2');
  });

  it('reports an error if it cannot be written, and does not count the dead letters as kept', async (t) => {
    const { file, letters, lines } = createRoom(t);
    fs.mkdirSync(file, { recursive: true });
    const result = await letters.put([letterOf(1)]);
    assert.equal(result.kind, 'failed');
    fs.rmdirSync(file);
    assert.deepEqual(await letters.put([letterOf(1)]), { kind: 'kept', lost: 0 });
    assert.equal(lines().length, 1);
  });
});

/** The file of dead letters on a disk that tells what is done, and fails where it is told to. */
function createDiskRoom(t: TestContext) {
  const folder = path.join(temporaryFolder(t), 'dead-letters');
  const file = path.join(folder, 'loki.ndjson');
  const done: string[] = [];
  const faults = new Map<string, string>();

  function act(what: string, subject: string): void {
    const action = `${what} ${subject}`;
    const fault = faults.get(action);
    done.push(fault === undefined ? action : `${action} fails`);
    if (fault !== undefined) throw Object.assign(new Error(`${fault}: ${action}`), { code: fault });
  }

  const letters = createDeadLetterFile({
    ...{ file, sink: 'loki', maxBytes: 1_000_000, wallTime: () => TIME },
    async open(opened, flags, mode) {
      const subject = opened === folder ? 'folder' : 'file';
      act('open', subject);
      const handle = await open(opened, flags, mode);
      return new Proxy(handle, {
        get(target, key: 'appendFile' | 'sync' | 'truncate') {
          const value: unknown = Reflect.get(target, key, target);
          if (typeof value !== 'function') return value;
          const method = value.bind(target) as (...given: unknown[]) => Promise<unknown>;
          if (!['appendFile', 'sync', 'truncate'].includes(key)) return method;
          return async (...given: unknown[]) => {
            // What is written in part is in the file.
            if (key === 'appendFile' && faults.has('appendFile file')) await method(String(given[0]).slice(0, 20));
            act(key, subject);
            return method(...given);
          };
        },
      }) as FileHandle;
    },
  });
  return {
    file,
    done,
    faults,
    async put(number: number) {
      const result = await letters.put([letterOf(number)]);
      done.push(result.kind);
      return result;
    },
    ids: () =>
      fs
        .readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => parseDeadLetter(line)?.id),
  };
}

describe('a dead letter', () => {
  it('is kept only after its bytes, and the name of a new file, were fsynced', async (t) => {
    const { done, put } = createDiskRoom(t);
    await put(1);
    assert.deepEqual(done.splice(0), [
      'open file',
      'open folder',
      'sync folder',
      'appendFile file',
      'sync file',
      'kept',
    ]);
    await put(2);
    assert.deepEqual(done, ['open file', 'appendFile file', 'sync file', 'kept']);
  });

  for (const action of ['open file', 'appendFile file', 'sync file']) {
    it(`is not kept if the disk fails (${action}); nothing of it remains, and it can be written again`, async (t) => {
      const { faults, put, ids } = createDiskRoom(t);
      await put(1);
      faults.set(action, 'EIO');
      assert.deepEqual(await put(2), { kind: 'failed', reason: `EIO: ${action}` });
      assert.deepEqual(ids(), ['file-1', undefined]);
      faults.clear();
      assert.deepEqual(await put(2), { kind: 'kept', lost: 0 });
      assert.deepEqual(ids(), ['file-1', 'file-2', undefined]);
    });
  }

  it('is not kept if the name of its new file could not be fsynced', async (t) => {
    const { faults, done, put, ids } = createDiskRoom(t);
    faults.set('sync folder', 'EIO');
    assert.equal((await put(1)).kind, 'failed');
    faults.clear();
    done.length = 0;
    await put(1);
    assert.ok(done.includes('sync folder'), done.join(', '));
    assert.deepEqual(ids(), ['file-1', undefined]);
  });

  it('that a failing disk wrote in part does not damage the next one, even if the part cannot be removed', async (t) => {
    const { faults, put, ids } = createDiskRoom(t);
    await put(1);
    faults.set('appendFile file', 'ENOSPC').set('truncate file', 'EIO');
    await put(2);
    faults.clear();
    await put(2);
    assert.deepEqual(ids(), ['file-1', undefined, 'file-2', undefined]);
  });
});

describe('a line that is not a dead letter', () => {
  for (const line of ['', 'x', '1', 'null', '{"sink":1}', '{"sink":"a","record":1}']) {
    it(JSON.stringify(line), () => assert.equal(parseDeadLetter(line), undefined));
  }
});
