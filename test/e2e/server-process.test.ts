import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import split2 from 'split2';
import { findProgram } from './find-program.js';
import { SETPRIV } from './servers/server-process.js';

/** A program that starts a server, and says the port on which that listens. */
const STARTER = `
  import { startServer } from ${JSON.stringify(new URL('./servers/server-process.js', import.meta.url).href)};
  const listen = "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })";
  const [port] = await startServer('a server', [process.execPath, '-e', listen]).says(/^\\d+$/, 'its port');
  console.log(port);
`;

test('a server ends when the process that started it is killed', async (t) => {
  if (findProgram(SETPRIV.program) === undefined) return t.skip(`no ${SETPRIV.program} on PATH: ${SETPRIV.remedy}`);
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', STARTER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => starter.kill('SIGKILL'));
  const [port] = await once(starter.stdout.pipe(split2()), 'data');
  const connection = connect(Number(port), '127.0.0.1');
  await once(connection, 'connect');
  // It is reset where the server had not taken it up yet: that is an end, too.
  connection.on('error', () => {});
  const closed = new Promise((resolve) => connection.once('close', resolve));
  starter.kill('SIGKILL');
  await closed;
  assert.ok(!connection.readable);
});
