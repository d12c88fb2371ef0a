import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchAccounts } from './accounts.js';

const LISTENING = '{"message":"listening","url":"http://127.0.0.1:9/status.json"}';

test('accounts that were stopped do not read the last status of podtail', (t) => {
  const setInterval = t.mock.method(globalThis, 'setInterval', () => 0 as unknown as NodeJS.Timeout);
  const accounts = watchAccounts(() => undefined);
  accounts.stop();
  accounts.listen(LISTENING);
  assert.equal(setInterval.mock.callCount(), 0);
});

test('accounts are read from the line on that names the address of the status', (t) => {
  const setInterval = t.mock.method(globalThis, 'setInterval', () => 0 as unknown as NodeJS.Timeout);
  const accounts = watchAccounts(() => undefined);
  accounts.listen('{"message":"started"}');
  assert.equal(setInterval.mock.callCount(), 0);
  accounts.listen(LISTENING);
  assert.equal(setInterval.mock.callCount(), 1);
  accounts.stop();
});
