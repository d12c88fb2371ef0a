import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classifyAnswer, classifyResult, describeAnswer } from '../../src/sinks/http/classify-answer.js';
import type { HttpAnswer } from '../../src/sinks/http/http-client.js';
import { LONGEST_RETRY_AFTER, parseRetryAfter } from '../../src/sinks/http/retry-after.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const URL = 'http://sink.example/push';

function answer(status: number, body = '', headers: HttpAnswer['headers'] = {}): HttpAnswer {
  return { kind: 'answer', url: URL, status, headers, body: Buffer.from(body), isWhole: true, mask: (text) => text };
}

describe('the meaning of an answer', () => {
  const kinds: readonly (readonly [kind: string, ...statuses: number[]])[] = [
    ['delivered', 200, 201, 202, 204, 299],
    ['retry', 402, 404, 405, 408, 410, 421, 423, 424, 425, 429, 449, 451, 460, 499],
    ['retry', 500, 502, 503, 504, 507, 529, 599, 301, 302, 307, 304],
    ['credentials', 401, 403, 407],
    ['tooLarge', 413],
    ['retry', 406, 411, 412, 415, 417, 426, 428, 431, 494, 495, 496, 497],
    ['rejected', 400, 409, 418, 422],
  ];
  for (const [kind, ...statuses] of kinds) {
    for (const status of statuses) {
      it(`${status} is ${kind}`, () => assert.equal(classifyAnswer(answer(status), NOW).kind, kind));
    }
  }

  const said: readonly (readonly [kind: string, status: number, body: string])[] = [
    ['tooLarge', 400, 'http: request body too large'],
    ['tooLarge', 400, '{"error":{"code":"RequestBodyTooLarge"}}'],
    ['tooLarge', 400, 'content length 12345 is greater than the maximum of 1000'],
    ['tooLarge', 500, 'rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5 vs. 4)'],
    ['tooLarge', 502, 'request entity too large'],
    ['retry', 503, 'the queue is too large'],
    ['retry', 400, 'Client sent an HTTP request to an HTTPS server.\n'],
    ['retry', 400, '<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>'],
    ['retry', 400, '<html><head><title>400 Request Header Or Cookie Too Large</title></head></html>'],
    ['rejected', 400, 'the field message is no number'],
  ];
  for (const [kind, status, body] of said) {
    it(`${status} '${body.slice(0, 60).trimEnd()}' is ${kind}`, () =>
      assert.equal(classifyAnswer(answer(status, body), NOW).kind, kind));
  }

  it('suggests https if plain HTTP reached a port of HTTPS', () => {
    const { reason } = classifyAnswer(answer(400, 'Client sent an HTTP request to an HTTPS server.'), NOW) as {
      reason: string;
    };
    assert.match(reason, /; the URL has to begin with https:/);
  });

  it('contains no control characters of the server', () => {
    assert.equal(describeAnswer(answer(503, '\u0000\u001b[31mbusy\u0007\u009b2J')), `${URL} answered 503: [31mbusy 2J`);
  });

  it('has a reason with the URL, the status and the text of the server, on one line', () => {
    assert.deepEqual(classifyAnswer(answer(400, ' no\n  such\tthing '), NOW), {
      kind: 'rejected',
      status: 400,
      reason: `${URL} answered 400: no such thing`,
    });
    const { reason } = classifyAnswer(answer(500, 'é'.repeat(10_000)), NOW) as { reason: string };
    assert.ok(reason.length < 500, reason);
  });

  it('includes the retry time that the server requests', () => {
    assert.deepEqual(classifyAnswer(answer(429, '', { 'retry-after': '7' }), NOW), {
      kind: 'retry',
      status: 429,
      reason: `${URL} answered 429`,
      after: 7000,
    });
  });

  it('of a redirect: it is not followed, and the reason has the URL to configure, without its secrets', () => {
    const { reason } = classifyResult(
      answer(308, '', { location: 'https://u:p@other.example/push?key=secret' }),
      NOW,
    ) as { reason: string };
    assert.match(reason, /answered 308 and redirects to https:\/\/other.example\/push/);
  });

  it('is reported in one line', () => {
    assert.equal(describeAnswer(answer(503)), `${URL} answered 503`);
    assert.equal(describeAnswer(answer(503, 'busy')), `${URL} answered 503: busy`);
  });

  it('of a missing answer: try again', () => {
    assert.deepEqual(classifyResult({ kind: 'failed', url: URL, reason: 'connection refused' }, NOW), {
      kind: 'retry',
      reason: `${URL}: connection refused`,
    });
  });
});

describe('retry-after', () => {
  const values: readonly (readonly [value: string, milliseconds: number | undefined])[] = [
    ['0', 0],
    ['12', 12_000],
    [' 1.5 ', 1500],
    ['999999', LONGEST_RETRY_AFTER],
    ['Tue, 24 Nov 2026 12:00:30 GMT', 30_000],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['Tue, 24 Nov 2036 11:00:00 GMT', LONGEST_RETRY_AFTER],
    ['soon', undefined],
    ['', undefined],
  ];
  for (const [value, milliseconds] of values) {
    it(`'${value}' means ${milliseconds} ms`, () => assert.equal(parseRetryAfter(value, NOW), milliseconds));
  }
});
