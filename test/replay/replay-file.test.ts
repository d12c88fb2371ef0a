import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { lockStateFolder } from '../../src/checkpoint/state-lock.js';
import { createConfig } from '../../src/config/load.js';
import { replayFile } from '../../src/replay/replay-file.js';
import { type Answerer, startFakeHttpServer } from '../support/fake-http-server.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A file of letters of the sink `http`, and a server for it. */
async function createRoom(t: TestContext, letters: number, answer: Answerer = () => ({})) {
  const file = path.join(temporaryFolder(t), 'http.ndjson');
  const server = await startFakeHttpServer(t, { answer });
  const result = createConfig({
    sinks: [{ type: 'http', url: server.url, batch: { records: 2, timeout: '1ms' }, retry: { initial: '1ms' } }],
    shutdown: { grace: 1000 },
  });
  assert.ok(result.ok);
  const { config } = result;
  fs.writeFileSync(file, Array.from({ length: letters }, (_, number) => letterLine(number)).join(''));
  const stop = new AbortController();
  const diagnostics = createSpokenDiagnostics();
  const replay = () => replayFile(file, { config, diagnostics, stop: stop.signal });
  const received = (): string[] =>
    server.requests
      .flatMap(({ body }) => body.toString().trimEnd().split('\n'))
      .map((line) => JSON.parse(line).message);
  const left = (name = file): string[] =>
    fs.existsSync(name)
      ? fs
          .readFileSync(name, 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => messageOf(line))
      : [];
  return { file, server, stop, diagnostics, replay, received, left };
}

function letterLine(number: number, sink = 'http'): string {
  return `${JSON.stringify({ time: '', sink, id: `file-${number.toString(36)}`, reason: 'bad', record: { message: `m${number}` } })}\n`;
}

function messageOf(line: string): string {
  try {
    return JSON.parse(line).record.message;
  } catch {
    return line;
  }
}

describe('a replay', () => {
  it('sends the dead letters again in order, and removes them from the file', async (t) => {
    const { file, replay, received } = await createRoom(t, 5);
    assert.deepEqual(await replay(), { sent: 5, refused: 0, unknown: 0, isComplete: true });
    assert.deepEqual(received(), ['m0', 'm1', 'm2', 'm3', 'm4']);
    assert.deepEqual(fs.readdirSync(path.dirname(file)), [], 'nothing is left behind');
  });

  it('keeps refused dead letters with their ids', async (t) => {
    const { file, replay, left } = await createRoom(t, 4, ({ body }) => ({ status: body.includes('m2') ? 400 : 200 }));
    assert.deepEqual(await replay(), { sent: 2, refused: 2, unknown: 0, isComplete: true });
    assert.deepEqual(left(), ['m2', 'm3']);
    assert.match(fs.readFileSync(file, 'utf8'), /"id":"file-2","reason":"[^"]*answered 400"/);
  });

  it('keeps invalid lines, and dead letters of unknown sinks, unchanged', async (t) => {
    const { file, diagnostics, replay, left, received } = await createRoom(t, 1);
    fs.appendFileSync(file, `half a lin\n${letterLine(1, 'other')}\n${letterLine(2)}`);
    fs.appendFileSync(file, Buffer.from([0xff, 0xfe, 0x0a]));
    fs.appendFileSync(file, letterLine(3));
    assert.deepEqual(await replay(), { sent: 3, refused: 0, unknown: 3, isComplete: true });
    assert.deepEqual(received(), ['m0', 'm2', 'm3']);
    assert.deepEqual(left().slice(0, 2), ['half a lin', 'm1']);
    assert.deepEqual(diagnostics.said, [
      `warn: kept 2 lines of ${file} without a dead letter`,
      `warn: kept 1 line of ${file} for the sink 'other': the configuration has no sink of that name (it has http); name the right configuration with --config`,
    ]);
  });

  it('keeps dead letters that the sink of that name cannot send, and reports them', async (t) => {
    const { file, diagnostics, replay, left } = await createRoom(t, 2);
    fs.appendFileSync(file, '{"sink":"http","id":"file-9","record":"no object"}\n');
    assert.deepEqual(await replay(), { sent: 2, refused: 0, unknown: 1, isComplete: true });
    assert.equal(left().length, 1);
    assert.deepEqual(diagnostics.said, [
      `warn: kept 1 line of ${file} for the sink 'http': the sink has another type than when it refused the data`,
    ]);
  });

  it('waits for a sink that is down; unsent dead letters stay in the file when it is ended', async (t) => {
    const { replay, stop, left, received } = await createRoom(t, 6, ({ body }) => {
      if (!body.includes('m2')) return {};
      stop.abort();
      return { status: 503 };
    });
    assert.deepEqual(await replay(), { sent: 2, refused: 0, unknown: 0, isComplete: false });
    assert.deepEqual(left(), ['m2', 'm3', 'm4', 'm5']);
    assert.deepEqual(received().slice(0, 2), ['m0', 'm1']);
  });

  it('continues with what a killed replay had moved aside, and then with later dead letters', async (t) => {
    const { file, replay, received, left } = await createRoom(t, 2);
    fs.renameSync(file, `${file}.replaying`);
    fs.writeFileSync(file, letterLine(7));
    assert.deepEqual(await replay(), { sent: 3, refused: 0, unknown: 0, isComplete: true });
    assert.deepEqual(received(), ['m0', 'm1', 'm7']);
    assert.deepEqual(left(), []);
    assert.deepEqual(left(`${file}.replaying`), []);
  });

  it('leaves a file alone that another replay works on', async (t) => {
    const { file, replay, left } = await createRoom(t, 2);
    const lock = await lockStateFolder(path.join(path.dirname(file), '.replay'));
    await assert.rejects(replay(), /is being replayed by process/);
    assert.deepEqual(left(), ['m0', 'm1']);
    assert.equal(lock.kind, 'locked');
    if (lock.kind === 'locked') lock.release();
    assert.equal((await replay()).sent, 2);
  });

  it('reports a missing file', async (t) => {
    const { file, replay } = await createRoom(t, 0);
    fs.unlinkSync(file);
    await assert.rejects(replay(), { message: `${file}: there is no such file` });
    assert.deepEqual(fs.readdirSync(path.dirname(file)), [], 'nothing is left behind');
    fs.rmdirSync(path.dirname(file));
    await assert.rejects(replay(), { message: `${file}: there is no such file` });
    assert.equal(fs.existsSync(path.dirname(file)), false);
  });
});
