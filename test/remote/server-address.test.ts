import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ownServerAddress, parseServerAddress } from '../../src/remote/server-address.js';

describe('the address of a running podtail', () => {
  for (const [text, url] of [
    ['9464', 'http://127.0.0.1:9464/'],
    [':9464', 'http://127.0.0.1:9464/'],
    ['node-1:9464', 'http://node-1:9464/'],
    ['[::1]:9464', 'http://[::1]:9464/'],
    ['http://node-1:9464/status.json', 'http://node-1:9464/'],
    ['https://podtail.example.com', 'https://podtail.example.com/'],
  ] as const) {
    it(`is ${url} for ${text}`, () => assert.equal(parseServerAddress(text).href, url));
  }

  it('is refused if invalid', () => {
    assert.throws(() => parseServerAddress('not an address'), {
      name: 'UserError',
      message: /HOST:PORT, PORT or a URL/,
    });
  });

  for (const [host, url] of [
    ['0.0.0.0', 'http://127.0.0.1:9464/'],
    ['::', 'http://[::1]:9464/'],
    ['10.1.2.3', 'http://10.1.2.3:9464/'],
  ] as const) {
    it(`is ${url} if podtail listens on ${host} of the same machine`, () => {
      assert.deepEqual(ownServerAddress({ host, port: 9464 }, { token: 'secret' }), {
        url: new URL(url),
        token: 'secret',
      });
    });
  }
});
