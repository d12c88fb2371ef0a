import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseProxy } from '../../src/sinks/http/choose-proxy.js';
import { parseTarget } from '../../src/sinks/http/target.js';

const PROXY = 'http://proxy.example:3128';
const choose = (url: string, environment: Record<string, string>, proxy = 'environment') => {
  const { kind, why, ...chosen } = chooseProxy(parseTarget(url), proxy, environment);
  return { kind, why, uri: 'uri' in chosen ? chosen.uri : undefined };
};

describe('NO_PROXY', () => {
  const rows: readonly (readonly [url: string, list: string, entry: string | undefined])[] = [
    ['http://10.1.2.3/', '10.0.0.0/8', '10.0.0.0/8'],
    ['http://11.1.2.3/', '10.0.0.0/8', undefined],
    ['http://127.0.0.1:9/', '10.0.0.0/8,127.0.0.0/8,.svc', '127.0.0.0/8'],
    ['http://[fd00::7]/', 'fd00::/8', 'fd00::/8'],
    ['http://[fe80::7]/', 'fd00::/8', undefined],
    ['http://[::1]:9/', '[::1]:9', '[::1]:9'],
    ['http://[::1]:8/', '[::1]:9', undefined],
    ['http://[::1]/', '[::1]', '[::1]'],
    ['http://[::1]/', '::1', '::1'],
    ['http://10.1.2.3/', '10.1.2.3', '10.1.2.3'],
    ['http://10.1.2.3/', '10.1.2', undefined],
    ['http://10.1.2.3/', '10.0.0.0/99, 10.0.0.0/, /8', undefined],
    ['http://loki.logs.svc/', '.svc', '.svc'],
    ['http://svc/', '.svc', '.svc'],
    ['http://loki.logs.svc/', 'svc', 'svc'],
    ['http://loki.logs.svc/', '*.svc', '*.svc'],
    ['http://loki.logs.svc./', '.SVC', '.SVC'],
    ['http://lokisvc/', 'svc', undefined],
    ['http://loki:3100/', 'loki:3100', 'loki:3100'],
    ['http://loki:3101/', 'loki:3100', undefined],
    ['http://loki/', 'loki:80', 'loki:80'],
    ['http://a.loki:3100/', '.loki:3100', '.loki:3100'],
    ['http://anything/', '*', '*'],
    ['http://anything:81/', '*:81', '*:81'],
    ['http://anything:82/', '*:81', undefined],
    ['http://[fd00::1]:9/', '[fd00::]/8', '[fd00::]/8'],
    ['http://[fe00::1]:9/', '[fd00::]/8', undefined],
    ['http://anything/', '  other   anything ', 'anything'],
    ['http://anything/', '', undefined],
    ['http://anything/', ',.,', undefined],
    ['http://10.0.0.1.example/', '10.0.0.0/8', undefined],
  ];
  for (const [url, list, entry] of rows) {
    it(`'${list}' ${entry === undefined ? 'sends' : 'keeps'} ${url} ${entry === undefined ? 'to' : 'from'} the proxy`, () => {
      assert.deepEqual(
        choose(url, { HTTP_PROXY: PROXY, NO_PROXY: list }),
        entry === undefined
          ? { kind: 'proxy', why: 'HTTP_PROXY says so', uri: PROXY }
          : { kind: 'direct', why: `NO_PROXY has ${entry}`, uri: undefined },
      );
    });
  }
});

describe('the proxy', () => {
  const rows: readonly (readonly [title: string, url: string, environment: Record<string, string>, uri?: string])[] = [
    ['is none where nothing names one', 'http://a/', {}],
    ['of http is that of HTTP_PROXY', 'http://a/', { HTTP_PROXY: PROXY, HTTPS_PROXY: 'http://other' }, PROXY],
    ['of https is that of HTTPS_PROXY', 'https://a/', { HTTP_PROXY: 'http://other', HTTPS_PROXY: PROXY }, PROXY],
    ['is that of ALL_PROXY where no other is set', 'https://a/', { ALL_PROXY: PROXY }, PROXY],
    ['may be named in small letters, which count first', 'http://a/', { http_proxy: PROXY, HTTP_PROXY: 'x' }, PROXY],
    ['needs no scheme', 'http://a/', { HTTP_PROXY: 'proxy.example:3128' }, PROXY],
    ['is none where the variable is empty', 'http://a/', { HTTP_PROXY: '' }],
  ];
  for (const [title, url, environment, uri] of rows) {
    it(title, () => assert.equal(choose(url, environment).uri, uri));
  }

  it('of the configuration overrides the environment, and needs no scheme', () => {
    const environment = { HTTP_PROXY: 'http://other', NO_PROXY: '*' };
    assert.equal(choose('http://a/', environment, PROXY).uri, PROXY);
    assert.equal(choose('http://a/', environment, 'proxy.example:3128').uri, PROXY);
    assert.deepEqual(choose('http://a/', environment, 'none'), {
      kind: 'direct',
      why: 'proxy is none',
      uri: undefined,
    });
  });

  it('is not used for a UNIX socket', () => {
    assert.equal(choose('http+unix://%2Frun%2Fs.sock/', { HTTP_PROXY: PROXY }).kind, 'direct');
  });
});
