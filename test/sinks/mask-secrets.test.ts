import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecretMask } from '../../src/sinks/http/mask-secrets.js';

const basic = `Basic ${Buffer.from('me:p"ss/wört+1').toString('base64')}`;
const mask = createSecretMask({
  authorization: basic,
  headers: { 'x-key': 'SECRET/HEADER+99', 'x-team': 'aB3$dE6&gH9' },
  urls: ['/in?api_key=QUERY%2F99x&_msg_field=message&stream=namespace,pod', 'http://user:proxypass1@proxy:3128'],
});

describe('a text of a server', () => {
  const secrets: readonly (readonly [what: string, text: string])[] = [
    ['a header', 'SECRET/HEADER+99'],
    ['a header, percent-encoded', 'SECRET%2FHEADER%2B99'],
    ['a header, percent-encoded in small letters', 'SECRET%2fHEADER%2b99'],
    ['a header, percent-encoded twice', 'SECRET%252FHEADER%252B99'],
    ['a header in JSON that escapes slashes', 'SECRET\\/HEADER+99'],
    ['a header in JSON that escapes by number', 'SECRET\\u002fHEADER\\u002B99'],
    ['a header in HTML', 'SECRET&#x2F;HEADER&#43;99'],
    ['a header in base64', Buffer.from('SECRET/HEADER+99').toString('base64')],
    ['a header that no name calls secret', 'aB3$dE6&gH9'],
    ['the same in HTML', 'aB3$dE6&amp;gH9'],
    ['the credentials', basic.slice('Basic '.length)],
    ['the user and the password', 'me:p"ss/wört+1'],
    ['the password', 'p"ss/wört+1'],
    ['the password in JSON', 'p\\"ss/w\\u00f6rt+1'],
    ['the password in HTML', 'p&quot;ss/wört+1'],
    ['the password, percent-encoded', encodeURIComponent('p"ss/wört+1')],
    ['the query as it was sent', 'QUERY%2F99x'],
    ['the query, decoded', 'QUERY/99x'],
    ["the proxy's password", 'proxypass1'],
  ];
  for (const [what, text] of secrets) {
    it(`loses ${what}`, () => assert.equal(mask(`got <${text}>, which is wrong`), 'got <***>, which is wrong'));
  }

  it('keeps words of headers and queries that are no secrets', () => {
    const plain = createSecretMask({
      authorization: undefined,
      headers: { 'VL-Msg-Field': 'message', 'X-Scope-OrgID': 'tenant-1', 'x-source': 'podtail', accept: '*/*' },
      urls: ['/in?_msg_field=message&_stream_fields=namespace,pod'],
    });
    const text = 'cannot decode log message of tenant-1 from podtail: namespace,pod';
    assert.equal(plain(text), text);
    assert.equal(mask('no field message in namespace,pod'), 'no field message in namespace,pod');
  });

  it('is as it was where podtail sends no secret', () => {
    const none = createSecretMask({ authorization: undefined, headers: {}, urls: [] });
    assert.equal(none('anything (.*) at all'), 'anything (.*) at all');
  });
});
