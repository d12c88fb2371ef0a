import assert from 'node:assert/strict';
import fs from 'node:fs';
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

describe('the file of dead letters', () => {
  it('has a line of JSON for each, with time, sink, id, reason, status and record', async (t) => {
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

  it('is for its owner alone', async (t) => {
    const { file, letters } = createRoom(t);
    await letters.put([letterOf(1)]);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.equal(fs.statSync(path.dirname(file)).mode & 0o777, 0o700);
  });

  it('takes what several lanes put at the same time, each in order', async (t) => {
    const { letters, lines } = createRoom(t);
    const puts = Array.from({ length: 50 }, (_, lane) => letters.put([letterOf(lane * 2), letterOf(lane * 2 + 1)]));
    for (const result of await Promise.all(puts)) assert.deepEqual(result, { kind: 'kept', lost: 0 });
    const numbers = lines().map((line) => Number(JSON.parse(line).id.slice(5)));
    assert.deepEqual(numbers, [...Array(100).keys()]);
  });

  it('does not grow past its bound: the newest are lost, and that is said', async (t) => {
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

  it('is begun anew when it was moved away', async (t) => {
    const { file, letters, lines } = createRoom(t);
    await letters.put([letterOf(1)]);
    fs.renameSync(file, `${file}.away`);
    await letters.put([letterOf(2)]);
    assert.equal(JSON.parse(lines()[0]!).id, 'file-2');
  });

  it('loses nothing to one who moves it away and reads it at once, again and again', async (t) => {
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

  it('does not spoil a letter behind half a line that a killed podtail left', async (t) => {
    const { file, letters, lines } = createRoom(t);
    await letters.put([letterOf(1)]);
    fs.appendFileSync(file, '{"time":"2026');
    await letters.put([letterOf(2)]);
    assert.equal(parseDeadLetter(lines()[1]!), undefined);
    assert.equal(parseDeadLetter(lines()[2]!)?.id, 'file-2');
  });

  it('that cannot be written says so, and keeps nothing for kept', async (t) => {
    const { file, letters, lines } = createRoom(t);
    fs.mkdirSync(file, { recursive: true });
    const result = await letters.put([letterOf(1)]);
    assert.equal(result.kind, 'failed');
    fs.rmdirSync(file);
    assert.deepEqual(await letters.put([letterOf(1)]), { kind: 'kept', lost: 0 });
    assert.equal(lines().length, 1);
  });
});

describe('a line that is no dead letter', () => {
  for (const line of ['', 'x', '1', 'null', '{"sink":1}', '{"sink":"a","record":1}']) {
    it(JSON.stringify(line), () => assert.equal(parseDeadLetter(line), undefined));
  }
});
