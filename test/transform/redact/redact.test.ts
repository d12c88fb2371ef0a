import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RedactSettings, SecretName } from '../../../src/transform/settings.js';
import { consumedMessages, consumeFiles } from '../../support/consume-files.js';
import { logOf } from '../../support/traces.js';

const BASE: RedactSettings = { builtin: [], patterns: [], replaceWith: '[REDACTED]' };

function redacted(text: string, redact: Partial<RedactSettings>, format: 'docker' | 'cri' = 'docker'): string {
  const file = logOf(text.split('\n'), format);
  return consumedMessages(file, { settings: [{ redact: { ...BASE, ...redact } }], blockRecords: 100 }).join('\n');
}

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl';

describe('redact', () => {
  const rows: readonly (readonly [kind: SecretName, text: string, result: string])[] = [
    ['bearer', 'Authorization: Bearer abcdefghij0123456789', 'Authorization: Bearer [REDACTED]'],
    ['bearer', 'a bearer of news', 'a bearer of news'],
    ['bearer', '"authorization": "bearer AbC.def-_0123456789=="', '"authorization": "bearer [REDACTED]"'],
    ['aws', 'key AKIAIOSFODNN7EXAMPLE used', 'key [REDACTED] used'],
    ['aws', 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'aws_secret_access_key = [REDACTED]'],
    ['aws', '{"SecretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}', '{"SecretAccessKey":"[REDACTED]"}'],
    ['aws', 'AKIA is a prefix', 'AKIA is a prefix'],
    ['email', 'mail from jane.doe+x@example.co.uk, sent', 'mail from [REDACTED], sent'],
    ['email', 'a@b and @c.d and x@y.z1', 'a@b and @c.d and x@y.z1'],
    ['email', '<a@example.org>;b@example.org', '<[REDACTED]>;[REDACTED]'],
    ['card', 'paid by 4111 1111 1111 1111 20 items', 'paid by [REDACTED] 20 items'],
    ['card', '16:08:12 4111-1111-1111-1111', '16:08:12 [REDACTED]'],
    ['card', 'card=378282246310005;', 'card=[REDACTED];'],
    ['card', 'card=4111111111111112, at 1699286892123456789', 'card=4111111111111112, at 1699286892123456789'],
    ['card', '12345678901234567890123456789012345678901234', '12345678901234567890123456789012345678901234'],
    ['jwt', `token=${JWT}&x`, 'token=[REDACTED]&x'],
    ['jwt', 'eyJ is how one begins', 'eyJ is how one begins'],
    ['privateKey', 'k -----BEGIN RSA PRIVATE KEY-----\\nMII\\n-----END RSA PRIVATE KEY----- x', 'k [REDACTED] x'],
    ['privateKey', '-----BEGIN CERTIFICATE-----', '-----BEGIN CERTIFICATE-----'],
    [
      'ipv4',
      'from 10.2.3.255:80, 1.2.3.4. Version 1.2.3 of 256.1.1.1',
      'from [REDACTED]:80, [REDACTED]. Version 1.2.3 of 256.1.1.1',
    ],
    ['ipv4', '1.2.3.4.5', '1.2.3.4.5'],
    ['ipv6', 'from 2001:db8::1 and [::1]:80', 'from [REDACTED] and [[REDACTED]]:80'],
    ['ipv6', 'at 16:08:12 std::string :: x::', 'at 16:08:12 std::string :: x::'],
  ];
  for (const [kind, text, result] of rows) {
    for (const format of ['docker', 'cri'] as const) {
      it(`${kind} of ${format} lines: ${text}`, () => {
        assert.equal(redacted(text, { builtin: [kind] }, format), result);
        const all: SecretName[] = ['bearer', 'aws', 'email', 'card', 'jwt', 'privateKey', 'ipv4', 'ipv6'];
        if (text !== result) assert.notEqual(redacted(`other line\n${text}`, { builtin: all }, format), text);
      });
    }
  }

  it('finds a secret with escaped characters, as writers other than dockerd have them', () => {
    const line = (log: string): string => `{"log":"${log}\\n","stream":"stdout","time":"2026-11-23T11:00:00Z"}\n`;
    const file = [
      line('jane\\u0040example.org'),
      line('\\u0041KIAIOSFODNN7EXAMPLE'),
      line('411111\\u0031111111111'),
      line('10.\\u0032.3.4 \\u003cb\\u003e'),
    ].join('');
    const settings = [{ redact: { ...BASE, builtin: ['email', 'aws', 'card', 'ipv4'] as const } }];
    assert.deepEqual(consumedMessages(file, { settings }), [
      '[REDACTED]',
      '[REDACTED]',
      '[REDACTED]',
      '[REDACTED] <b>',
    ]);
  });

  it('replaces it with a keyed hash: equal for the same secret, different with another key', () => {
    const hashOf = (secret: string): string =>
      consumedMessages(logOf(['from jane@example.org to jane@example.org'], 'docker'), {
        settings: [{ redact: { ...BASE, builtin: ['email'], hashKey: { env: 'KEY' } } }],
        secret,
      })[0]!;
    assert.match(hashOf('one'), /^from (\[email:[0-9a-f]{16}\]) to \1$/);
    assert.equal(hashOf('one'), hashOf('one'));
    assert.notEqual(hashOf('one'), hashOf('two'));
  });

  it('accepts custom expressions with groups', () => {
    const patterns = [{ match: 'password=(\\S)\\S*', replace: 'password=$1***' }, { match: '(?i)pin \\d+' }];
    assert.equal(redacted('password=secret PIN 1234', { patterns }), 'password=s*** [REDACTED]');
  });

  it('finds a private key that was written line by line, and lets nothing of it through', () => {
    const body = ['MIIEowIBAAKCAQEA7bq2', 'abcdEFGH0123+/==', ''];
    const key = ['-----BEGIN PRIVATE KEY-----', ...body, '-----END PRIVATE KEY-----'];
    const lines = ['before', ...key, 'after'];
    for (const reads of [[1 << 20], [100]]) {
      const messages = consumedMessages(logOf(lines, 'docker'), {
        settings: [{ redact: { ...BASE, builtin: ['privateKey'] } }],
        reads,
      });
      assert.deepEqual(messages, ['before', '[REDACTED]', 'after']);
    }
  });

  it('finds an OpenPGP key in the same way, with its empty line and headers', () => {
    for (const headers of [[''], ['Version: GnuPG v2', 'Comment: of mine', '']]) {
      const body = [...headers, 'lQOYBFabc', 'abcdEFGH0123+/==', '=Ab1c'];
      const key = ['-----BEGIN PGP PRIVATE KEY BLOCK-----', ...body, '-----END PGP PRIVATE KEY BLOCK-----'];
      const messages = consumedMessages(logOf(['before', ...key, 'after'], 'cri'), {
        settings: [{ redact: { ...BASE, builtin: ['privateKey'] } }],
      });
      assert.deepEqual(messages, ['before', '[REDACTED]', 'after']);
    }
  });

  it('redacts the fields of a record by their values, and keeps JSON valid', () => {
    const message =
      '{"user":"jane@example.org","card":4111111111111111,"n":12345678901234567890,"a":{"jane@example.org":1,"x@example.org":2}}';
    const json = { onCollision: 'rename', lift: { level: [], time: [], message: [] } } as const;
    const settings = [{ json, redact: { ...BASE, builtin: ['email', 'card'] as const } }];
    const record = consumeFiles([logOf([message], 'docker')], { settings })[0]!.record;
    assert.equal(record.user, '[REDACTED]');
    assert.equal(record.card, '[REDACTED]');
    assert.deepEqual(Object.keys(record.a as object), ['[REDACTED] 1', '[REDACTED] 2']);
  });
});
