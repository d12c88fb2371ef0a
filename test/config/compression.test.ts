import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compression } from '../../src/config/network-fields.js';

const withZstd = compression('none', true);
const withoutZstd = compression('none', false);

describe('the key compression', () => {
  for (const [written, value] of [
    [undefined, 'none'],
    ['auto', 'auto'],
    ['gzip', { gzip: 3 }],
    ['zstd', { zstd: 1 }],
    [{ zstd: 19 }, { zstd: 19 }],
  ] as const) {
    it(`reads ${JSON.stringify(written)}`, () => {
      assert.deepEqual(withZstd.parse(written), value);
    });
  }

  it('prints a default level as its word', () => {
    assert.equal(withZstd.encode({ zstd: 1 }), 'zstd');
    assert.deepEqual(withZstd.encode({ zstd: 3 }), { zstd: 3 });
  });

  it('says what to do if Node.js has no zstd, and accepts auto', () => {
    for (const written of ['zstd', { zstd: 3 }] as const) {
      const { error } = withoutZstd.safeParse(written);
      assert.match(error!.issues[0]!.message, /^auto or gzip: zstd needs Node\.js 22\.15 or later, and this is v\d/);
    }
    assert.equal(withoutZstd.parse('auto'), 'auto');
  });

  it('has levels from 1 to 19 for zstd', () => {
    assert.equal(withZstd.safeParse({ zstd: 20 }).success, false);
    assert.equal(withZstd.safeParse({ zstd: 0 }).success, false);
  });
});
