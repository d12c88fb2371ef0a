import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { showTailLine } from '../../src/remote/tail-line.js';

describe('a line of the live tail', () => {
  const record = { namespace: 'shop', pod: 'web-1', container: 'app', stream: 'stderr', message: 'a\u001b[2Jb\nc' };

  it('is shown with its pod and container, without control characters', () => {
    assert.deepEqual(showTailLine(JSON.stringify(record), false), {
      kind: 'record',
      text: 'shop/web-1 app ! a\\x1b[2Jb\n  c',
    });
  });

  it('is shown with the path of a log that has no pod', () => {
    const line = JSON.stringify({ path: '/var/log/app.log', message: 'one' });
    assert.deepEqual(showTailLine(line, false), { kind: 'record', text: '/var/log/app.log | one' });
  });

  it('shows how many records are missing', () => {
    assert.deepEqual(showTailLine('{"dropped":12}', false), { kind: 'dropped', count: 12 });
  });

  it('can be empty, and prints nothing', () => {
    assert.equal(showTailLine('', false), undefined);
  });
});
