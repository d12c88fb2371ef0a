import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startFakeHttpServer } from '../support/fake-http-server.js';
import { startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly sent?: number;
  readonly refused?: number;
  readonly unknown?: number;
}

function letters(...messages: string[]): string {
  return messages
    .map(
      (message) => `${JSON.stringify({ sink: 'http', id: `file-${message}`, reason: 'bad', record: { message } })}\n`,
    )
    .join('');
}

/** What `podtail replay` says of a file of letters, level and all, and with which status it ends. */
async function replay(t: TestContext, file: string, args: readonly string[]) {
  const podtail = startPodtail(['replay', ...args, file], { test: t });
  const { code } = await podtail.exit();
  const log = podtail.log.map((line) => JSON.parse(line) as LogLine);
  const said = log.map(({ level, msg, sent, refused, unknown }) => {
    const counts = sent === undefined ? '' : ` ${sent} ${refused} ${unknown}`;
    return `${level}: ${msg.replaceAll(file, 'FILE')}${counts}`;
  });
  return { code, said };
}

async function createRoom(t: TestContext, content: string) {
  const file = join(temporaryFolder(t), 'http.ndjson');
  writeFileSync(file, content);
  const server = await startFakeHttpServer(t, {
    answer: ({ body }) => ({ status: body.includes('poison') ? 400 : 200 }),
  });
  return { file, sink: ['--sink', 'http', '--url', server.url] };
}

test('podtail replay reports how many dead letters were sent, and ends with status 0 when none is left', async (t) => {
  const { file, sink } = await createRoom(t, letters('a', 'b'));
  assert.deepEqual(await replay(t, file, sink), { code: 0, said: ['info: replayed FILE 2 0 0'] });
  assert.equal(existsSync(file), false);
});

test('podtail replay ends with status 1 if a dead letter is left because it was refused again', async (t) => {
  const { file, sink } = await createRoom(t, letters('poison'));
  const { code, said } = await replay(t, file, sink);
  assert.deepEqual([code, said.at(-1)], [1, 'info: replayed FILE 0 1 0']);
  assert.match(said[0]!, /^warn: could not deliver 1 record to the sink http, kept in FILE/);
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).record.message, 'poison');
});

test('podtail replay with a wrong configuration names the sink of the dead letters', async (t) => {
  const { file } = await createRoom(t, `${letters('a', 'b')}half a li`);
  assert.deepEqual(await replay(t, file, []), {
    code: 1,
    said: [
      'warn: kept 1 line of FILE without a dead letter',
      "warn: kept 2 lines of FILE for the sink 'http': the configuration has no sink of that name (it has stdout); name the right configuration with --config",
      'info: replayed FILE 0 0 3',
    ],
  });
  assert.equal(readFileSync(file, 'utf8'), `${letters('a', 'b')}half a li\n`);
});

test('podtail replay reports a missing file, and replays the others', async (t) => {
  const { file, sink } = await createRoom(t, letters('a'));
  const missing = `${file}.missing`;
  const { code, said } = await replay(t, file, [...sink, missing]);
  assert.deepEqual(
    [code, said],
    [1, ['error: cannot replay FILE.missing: there is no such file', 'info: replayed FILE 1 0 0']],
  );
});
