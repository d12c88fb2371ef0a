import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTarget, targetBelow } from '../../src/sinks/http/target.js';

describe('a URL', () => {
  it('is parsed, and shown without its secrets', () => {
    assert.deepEqual(parseTarget('https://us%40er:p%3Aw@logs.example:8443/a/b?token=t'), {
      origin: 'https://logs.example:8443',
      path: '/a/b?token=t',
      shown: 'https://logs.example:8443/a/b',
    });
    assert.deepEqual(parseTarget('http://[::1]:9200'), {
      origin: 'http://[::1]:9200',
      path: '/',
      shown: 'http://[::1]:9200/',
    });
  });

  it('of a UNIX socket has the path of the socket instead of a host', () => {
    assert.deepEqual(parseTarget('http+unix://%2Frun%2Flogs.sock/push'), {
      origin: 'http://localhost',
      path: '/push',
      socketPath: '/run/logs.sock',
      shown: 'http+unix://%2Frun%2Flogs.sock/push',
    });
  });

  for (const text of ['', 'logs.example', 'ftp://logs.example', 'http+unix:///push', 'unix:///run/x']) {
    it(`cannot be '${text}'`, () => assert.throws(() => parseTarget(text), TypeError));
  }

  it('is extended with a path, and keeps its own query', () => {
    const below = (base: string, path: string) => {
      const { origin, path: joined, shown } = targetBelow(parseTarget(base), path);
      return [origin + joined, shown];
    };
    assert.deepEqual(below('http://es:9200', '/_bulk?a=1'), ['http://es:9200/_bulk?a=1', 'http://es:9200/_bulk']);
    assert.deepEqual(below('http://es/', '/_bulk'), ['http://es/_bulk', 'http://es/_bulk']);
    assert.deepEqual(below('http://es/base/?key=k', '/_bulk?a=1'), [
      'http://es/base/_bulk?key=k&a=1',
      'http://es/base/_bulk',
    ]);
  });
});
