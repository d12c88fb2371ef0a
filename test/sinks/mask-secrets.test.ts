import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSecretMask } from '../../src/sinks/http/mask-secrets.js';

const basic = `Basic ${Buffer.from('me:p"ss/wört+1').toString('base64')}`;
const mask = createSecretMask({
  authorization: basic,
  headers: { 'x-key': 'SECRET/HEADER+99', 'x-team': 'aB3$dE6&gH9' },
  texts: [],
  urls: ['/in?api_key=QUERY%2F99x&_msg_field=message&stream=namespace,pod', 'http://user:proxypass1@proxy:3128'],
});

const header64 = Buffer.from('SECRET/HEADER+99').toString('base64');

function everyByte(text: string, form: (hex: string, character: string) => string): string {
  return [...text].map((one) => form(one.charCodeAt(0).toString(16).padStart(2, '0'), one)).join('');
}

describe('a text from a server', () => {
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
    ['a header in hexadecimal', Buffer.from('SECRET/HEADER+99').toString('hex')],
    ['a header with every byte percent-encoded', everyByte('SECRET/HEADER+99', (hex) => `%${hex}`)],
    ['a header with every byte escaped', everyByte('SECRET/HEADER+99', (hex) => `\\x${hex}`)],
    ['a header with every character in JSON by number', everyByte('SECRET/HEADER+99', (hex) => `\\u00${hex}`)],
    ['a header with every character in HTML by number', everyByte('SECRET/HEADER+99', (hex) => `&#x${hex};`)],
    ['a header with a NUL after each character', everyByte('SECRET/HEADER+99', (_, text) => `${text}\0`).slice(0, -1)],
    ['a header in base64 with line ends', `${header64.slice(0, 9)}\r\n${header64.slice(9)}`],
    ['a header in base64, percent-encoded', encodeURIComponent(Buffer.from('SECRET/HEADER+99').toString('base64'))],
    ['the query as it was sent', 'QUERY%2F99x'],
    ['the query, decoded', 'QUERY/99x'],
    ["the proxy's password", 'proxypass1'],
  ];
  for (const [what, text] of secrets) {
    it(`loses ${what}`, () => assert.equal(mask(`got <${text}>, which is wrong`), 'got <***>, which is wrong'));
  }

  for (const before of ['', 'x', 'xy']) {
    it(`loses a header inside a longer text in base64 that has ${before.length} bytes before it`, () => {
      const masked = mask(Buffer.from(`${before}SECRET/HEADER+99 and more`).toString('base64'));
      const shown = Buffer.from(masked.replace('***', ''), 'base64').toString('latin1');
      assert.match(masked, /\*\*\*/);
      assert.doesNotMatch(shown, /SE|CR|ET|HE|AD|ER|99/);
    });
  }

  it('loses a secret of 64 KiB', () => {
    const long = 'aB3$dE6&gH9/'.repeat(5462);
    const masked = createSecretMask({ authorization: `Bearer ${long}`, headers: {}, texts: [], urls: [] });
    assert.equal(masked(`no ${encodeURIComponent(long)} here`), 'no *** here');
  });

  it('keeps words of headers and queries that are not secrets', () => {
    const plain = createSecretMask({
      authorization: undefined,
      headers: { 'VL-Msg-Field': 'message', 'X-Scope-OrgID': 'tenant-1', 'x-source': 'podtail', accept: '*/*' },
      texts: [],
      urls: ['/in?_msg_field=message&_stream_fields=namespace,pod'],
    });
    const text = 'cannot decode log message of tenant-1 from podtail: namespace,pod';
    assert.equal(plain(text), text);
    assert.equal(mask('no field message in namespace,pod'), 'no field message in namespace,pod');
  });

  it('keeps ordinary values under a name that may mean a secret', () => {
    const plain = createSecretMask({
      authorization: undefined,
      headers: {
        'x-routing-key': 'message',
        'x-key-field': 'namespace,pod',
        'x-cluster': 'eu-west-1',
        'x-node': 'node-a7',
      },
      texts: [],
      urls: ['/in?partition_key=pod&session=2026.11.30'],
    });
    const text = 'cannot decode log message of eu-west-1, node-a7: namespace,pod by pod since 2026.11.30';
    assert.equal(plain(text), text);
  });

  it('loses values of the environment or a file, under any name and in any form', () => {
    const masked = createSecretMask({
      authorization: undefined,
      headers: { 'x-team': 'plainword', 'x-b': 'Basic bWU6b3BlbnNlc2FtZQ==', accept: 'xyz' },
      texts: ['plainword', 'Basic bWU6b3BlbnNlc2FtZQ==', 'path/part'],
      urls: [],
    });
    const base64 = Buffer.from('plainword').toString('base64');
    assert.equal(
      masked(`no plainword, ${base64}, PLAINWORD, opensesame, me:opensesame, bWU6b3BlbnNlc2FtZQ== in path%2Fpart`),
      'no ***, ***, ***, ***, ***, *** in ***',
    );
  });

  it('loses a credential of the configuration, even if it is an ordinary word', () => {
    const masked = createSecretMask({
      authorization: undefined,
      headers: { authorization: 'Bearer opensesame', cookie: 'id=open', 'x-api-key': 'sesame' },
      texts: [],
      urls: ['/in?token=sesameopen'],
    });
    assert.equal(masked('opensesame; id=open; sesame; sesameopen'), '***; ***; ***; ***');
  });

  it('is unchanged if podtail sends no secret', () => {
    const none = createSecretMask({ authorization: undefined, headers: {}, urls: [], texts: [] });
    assert.equal(none('anything (.*) at all'), 'anything (.*) at all');
  });
});
