import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ParseSettings } from '../../../src/transform/settings.js';
import { consumeFiles, consumeRoom } from '../../support/consume-files.js';
import { logOf } from '../../support/traces.js';

const LIFT = { level: ['level'], time: [], message: ['message', 'msg'] };

/** What `parse` of that form makes of a message: its own fields, or nothing but the message. */
function parsed(message: string, form: ParseSettings['form'], more: Partial<ParseSettings> = {}): object {
  const parse: ParseSettings = { form, typed: true, onCollision: 'rename', lift: LIFT, ...more };
  const results = (['docker', 'cri'] as const).map((format) => {
    const [consumed] = consumeFiles([logOf([message], format)], { settings: [{ parse }] });
    const { time, namespace, pod, uid, container, restart, stream, ...fields } = consumed!.record;
    return fields;
  });
  assert.deepEqual(results[0], results[1]);
  return results[0]!;
}

describe('parse', () => {
  const line = 'level=warn msg="no \\"stock\\"" order=42 ratio=0.5 ok=true id=007 big=12345678901234567890 empty=';
  it('logfmt becomes fields with types; numbers that would lose a digit stay text', () => {
    assert.deepEqual(parsed(line, 'logfmt'), {
      ...{ level: 'warn', message: 'no "stock"', order: 42, ratio: 0.5, ok: true, id: '007' },
      ...{ big: '12345678901234567890', empty: '' },
    });
    assert.deepEqual(parsed('a=1 b=x', 'logfmt', { under: 'app', typed: false }), {
      message: 'a=1 b=x',
      app: { a: '1', b: 'x' },
    });
  });

  it('a sentence that contains a pair is not logfmt', () => {
    for (const text of ['listening on port=80', 'a=1 and b=2', 'a = 1', 'plain', 'a="open', '{"a":1}']) {
      assert.deepEqual(parsed(text, 'logfmt'), { message: text });
    }
  });

  it('nginx and Apache: requests and errors', () => {
    const request = '10.0.0.1 - jane [06/Nov/2023:16:08:12 +0000] "GET /a?b=1 HTTP/1.1" 404 153 "-" "curl/8.4 \\"x\\""';
    assert.deepEqual(parsed(request, 'nginx', { under: 'http' }), {
      message: request,
      http: {
        ...{ remote_addr: '10.0.0.1', user: 'jane', time_local: '06/Nov/2023:16:08:12 +0000', method: 'GET' },
        ...{ path: '/a?b=1', protocol: 'HTTP/1.1', status: 404, bytes: 153, user_agent: 'curl/8.4 \\"x\\"' },
      },
    });
    assert.deepEqual(parsed('2023/11/06 16:08:12 [crit] 7#8: *9 open() failed', 'nginx'), {
      ...{ time_local: '2023/11/06 16:08:12', level: 'fatal', pid: 7, tid: 8, connection: 9 },
      message: 'open() failed',
    });
    assert.deepEqual(
      parsed('[Mon Nov 06 16:08:12.1 2023] [core:error] [pid 1:tid 2] [client 10.0.0.1:5] AH1: x', 'apache'),
      {
        ...{ time_local: 'Mon Nov 06 16:08:12.1 2023', module: 'core', level: 'error', pid: 1, tid: 2 },
        ...{ client: '10.0.0.1:5', message: 'AH1: x' },
      },
    );
  });

  it('nginx: the default format of ingress-nginx, also with several servers', () => {
    const beginning = '10.0.0.1 - - [06/Nov/2023:16:08:12 +0000] "GET /cart HTTP/2.0" 200 612 "-" "curl/8.4" ';
    const usual = { remote_addr: '10.0.0.1', time_local: '06/Nov/2023:16:08:12 +0000', method: 'GET', path: '/cart' };
    const known = { ...usual, protocol: 'HTTP/2.0', status: 200, bytes: 612, user_agent: 'curl/8.4' };
    const one = `${beginning}76 0.004 [shop-web-80] [] 10.1.2.3:8080 612 0.003 200 7f2a9c`;
    assert.deepEqual(parsed(one, 'nginx', { under: 'http' }), {
      message: one,
      http: {
        ...known,
        ...{ request_length: 76, request_time: 0.004, proxy_upstream_name: 'shop-web-80' },
        ...{ upstream_addr: '10.1.2.3:8080', upstream_response_length: 612, upstream_response_time: 0.003 },
        ...{ upstream_status: 200, req_id: '7f2a9c' },
      },
    });
    const two = `${beginning}76 1.004 [shop-web-80] [shop-canary-80] 10.1.2.3:80, 10.1.2.4:80 0, 612 1.000, 0.004 502, 200 7f2a9c`;
    assert.deepEqual(parsed(two, 'nginx', { under: 'http' }), {
      message: two,
      http: {
        ...known,
        ...{ request_length: 76, request_time: 1.004, proxy_upstream_name: 'shop-web-80' },
        ...{ proxy_alternative_upstream_name: 'shop-canary-80', upstream_addr: '10.1.2.3:80, 10.1.2.4:80' },
        ...{ upstream_response_length: '0, 612', upstream_response_time: '1.000, 0.004', upstream_status: '502, 200' },
        req_id: '7f2a9c',
      },
    });
    const none = `${beginning}76 0.000 [] [] - - - - 7f2a9c`;
    assert.deepEqual(parsed(none, 'nginx', { under: 'http' }), {
      message: none,
      http: { ...known, request_length: 76, request_time: 0, req_id: '7f2a9c' },
    });
  });

  it('nginx and Apache: times, named values and a host around the combined format', () => {
    const combined = '10.0.0.1 - - [06/Nov/2023:16:08:12 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/8.4"';
    const fieldsOf = (text: string, form: 'nginx' | 'apache'): unknown => {
      const { http } = parsed(text, form, { under: 'http' }) as { http?: Record<string, unknown> };
      const usual = ['remote_addr', 'time_local', 'method', 'path', 'protocol', 'status', 'bytes', 'user_agent'];
      return http && Object.fromEntries(Object.entries(http).filter(([name]) => !usual.includes(name)));
    };
    assert.deepEqual(fieldsOf(`${combined} "192.0.2.1" 0.125 0.101`, 'nginx'), {
      ...{ forwarded_for: '192.0.2.1', request_time: 0.125, upstream_response_time: 0.101 },
    });
    assert.deepEqual(fieldsOf(`${combined} 0.125`, 'nginx'), { request_time: 0.125 });
    assert.deepEqual(fieldsOf(`${combined} "-" "shop.example" sn="shop" rt=0.125 us="200" cs=-`, 'nginx'), {
      ...{ host: 'shop.example', sn: 'shop', rt: 0.125, us: 200 },
    });
    assert.deepEqual(fieldsOf(`shop.example:443 ${combined}`, 'apache'), { server_name: 'shop.example:443' });
    assert.equal(fieldsOf(`${combined} something else`, 'nginx'), undefined);
  });

  it('klog and syslog', () => {
    assert.deepEqual(parsed('E1106 16:08:12.123456       1 main.go:12] failed', 'klog'), {
      ...{ level: 'error', date: '1106', clock: '16:08:12.123456', thread: 1, file: 'main.go', line: 12 },
      message: 'failed',
    });
    assert.deepEqual(parsed('<34>1 2023-11-06T16:08:12Z host su - ID47 - no', 'syslog'), {
      ...{ priority: 34, level: 'fatal', timestamp: '2023-11-06T16:08:12Z', hostname: 'host', appname: 'su' },
      ...{ msgid: 'ID47', message: 'no' },
    });
    assert.deepEqual(parsed('<11>Nov  6 16:08:12 host shop[7]: no stock', 'syslog'), {
      ...{ priority: 11, level: 'error', timestamp: 'Nov  6 16:08:12', hostname: 'host', appname: 'shop' },
      ...{ procid: 7, message: 'no stock' },
    });
    assert.deepEqual(parsed('<999>1 - - - - - - no', 'syslog'), { message: '<999>1 - - - - - - no' });
  });

  it('error logs of Apache without a process, and with an error of the system', () => {
    assert.deepEqual(parsed('[Wed Oct 11 14:32:52 2000] [error] [client 127.0.0.1] denied', 'apache'), {
      ...{ level: 'error', time_local: 'Wed Oct 11 14:32:52 2000', client: '127.0.0.1', message: 'denied' },
    });
    assert.deepEqual(
      parsed(
        '[Mon Nov 06 16:08:12.1 2023] [core:error] [pid 1:tid 2] (13)Permission denied: [client 10.0.0.1:5] AH1: x',
        'apache',
      ),
      {
        ...{ level: 'error', time_local: 'Mon Nov 06 16:08:12.1 2023', module: 'core', pid: 1, tid: 2 },
        ...{ os_error: '(13)Permission denied', client: '10.0.0.1:5', message: 'AH1: x' },
      },
    );
  });

  it('names of users and hosts, and dates, as texts, whatever they look like', () => {
    const { user } = parsed('10.0.0.1 - 42 [06/Nov/2023:16:08:12 +0000] "GET / HTTP/1.1" 200 1', 'apache') as {
      user: unknown;
    };
    assert.equal(user, '42');
  });

  it('escapes of logfmt, as Go writes them', () => {
    assert.deepEqual(parsed('msg="caf\\u00e9 \\"x\\"" a="b\\tc"', 'logfmt'), { message: 'café "x"', a: 'b\tc' });
  });

  it('named groups of an expression of your own, in both syntaxes of RE2', () => {
    for (const regex of ['^(?<verb>\\w+) (\\d+) (?<size>\\d+)', '^(?P<verb>\\w+) (?:[(]?)(\\d+) (?P<size>\\d+)']) {
      assert.deepEqual(parsed('GET 1 17', { regex }), { message: 'GET 1 17', verb: 'GET', size: 17 }, regex);
    }
  });

  it('unparsed text stays text and is counted; count counts what its condition matches', () => {
    const counted: unknown[] = [];
    const room = consumeRoom({
      settings: [
        {
          parse: { form: 'logfmt', typed: true, onCollision: 'rename', lift: LIFT },
          count: [{ name: 'slow', match: { message: 'slow' } }],
        },
      ],
      tally: {
        unparsed: (records) => counted.push(['unparsed', records]),
        matched: (name, records) => counted.push([name, records]),
      },
    });
    room.read(0, logOf(['a=1', 'no pair', 'msg=slow', 'so slow'], 'docker'));
    assert.deepEqual(counted, [
      ['unparsed', 2],
      ['slow', 2],
    ]);
  });
});
