import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { correctHead } from '../../src/sinks/http/correct-head.js';

describe('the head of an answer', () => {
  const cases: readonly (readonly [what: string, answer: string, corrected: string | undefined])[] = [
    [
      'stays as it is if it is well formed',
      'HTTP/1.1 200 OK\r\nA: b\r\n\r\nbo\ndy',
      'HTTP/1.1 200 OK\r\nA: b\r\n\r\nbo\ndy',
    ],
    ['may have no fields', 'HTTP/1.1 204 No Content\r\n\r\n', 'HTTP/1.1 204 No Content\r\n\r\n'],
    ['is not known before its end', 'HTTP/1.1 200 OK\r\nA: b\r\n', undefined],
    ['is not known from its first byte', 'H', undefined],
    ['gets CRLF for LF', 'HTTP/1.1 200 OK\nA: b\n\nbo\ndy', 'HTTP/1.1 200 OK\r\nA: b\r\n\r\nbo\ndy'],
    ['may have both', 'HTTP/1.1 200 OK\r\nA: b\n\r\nbody', 'HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody'],
    ['keeps one of two equal lengths', length('5', '5'), length('5')],
    ['keeps one of a list of equal lengths', length('5, 5'), length('5')],
    ['keeps lengths that differ', length('5', '6'), length('5', '6')],
    ['keeps the coding, and no length beside it', coding('chunked', '5'), coding('chunked')],
    ['keeps the length beside identity', coding('identity', '5'), length('5')],
    ['joins a continued line', 'HTTP/1.1 200 OK\r\nA: b\r\n\t c\r\n\r\n', 'HTTP/1.1 200 OK\r\nA: b c\r\n\r\n'],
    ['loses blanks before a colon', 'HTTP/1.1 200 OK\r\nA : b\r\n\r\n', 'HTTP/1.1 200 OK\r\nA: b\r\n\r\n'],
    [
      'loses lines that are no field',
      'HTTP/1.1 200 OK\r\nA b\r\n(: c\r\nD: e\r\n\r\n',
      'HTTP/1.1 200 OK\r\nD: e\r\n\r\n',
    ],
    ['loses control characters', 'HTTP/1.1 200 O\u0001K\r\nA: b\u0000\r\n\r\n', 'HTTP/1.1 200 O K\r\nA: b \r\n\r\n'],
    ['stays as it is if it is not HTTP/1', 'SSH-2.0-x\r\n', 'SSH-2.0-x\r\n'],
  ];
  for (const [what, answer, corrected] of cases) {
    it(what, () => assert.equal(correctHead(Buffer.from(answer, 'latin1'))?.toString('latin1'), corrected));
  }

  it('is not waited for beyond 64 KiB', () => {
    const endless = Buffer.from(`HTTP/1.1 200 OK\r\nA: ${'b'.repeat(70_000)}`);
    assert.equal(correctHead(endless), endless);
  });
});

function length(...values: readonly string[]): string {
  return `HTTP/1.1 200 OK\r\n${values.map((value) => `Content-Length: ${value}\r\n`).join('')}\r\nbody`;
}

function coding(value: string, length?: string): string {
  const rest = length === undefined ? '' : `Content-Length: ${length}\r\n`;
  return `HTTP/1.1 200 OK\r\n${rest}Transfer-Encoding: ${value}\r\n\r\nbody`;
}
