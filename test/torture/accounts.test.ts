import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchAccounts } from './accounts.js';

const LISTENING = '{"message":"listening","url":"http://127.0.0.1:9/status.json"}';

test('accounts that were stopped do not begin to look at what podtail said last', (t) => {
  const setInterval = t.mock.method(globalThis, 'setInterval', () => 0 as unknown as NodeJS.Timeout);
  const accounts = watchAccounts(() => undefined);
  accounts.stop();
  accounts.listen(LISTENING);
  assert.equal(setInterval.mock.callCount(), 0);
});

test('accounts look from the line on that says where the status is', (t) => {
  const setInterval = t.mock.method(globalThis, 'setInterval', () => 0 as unknown as NodeJS.Timeout);
  const accounts = watchAccounts(() => undefined);
  accounts.listen('{"message":"started"}');
  assert.equal(setInterval.mock.callCount(), 0);
  accounts.listen(LISTENING);
  assert.equal(setInterval.mock.callCount(), 1);
  accounts.stop();
});
