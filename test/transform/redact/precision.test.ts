import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { SecretName } from '../../../src/transform/settings.js';
import { consumedMessages, consumeFiles } from '../../support/consume-files.js';
import { repositoryRoot } from '../../support/repository.js';
import { logOf } from '../../support/traces.js';
import { NEGATIVES } from './harmless-samples.js';
import { POSITIVES } from './secret-samples.js';

const ALL: readonly SecretName[] = ['bearer', 'aws', 'email', 'card', 'jwt', 'privateKey', 'ipv4', 'ipv6'];
const MARKED = /«(.*?)»/gs;
const REPLACED = '[REDACTED]';

function redacted(text: string, format: 'docker' | 'cri', builtin: readonly SecretName[] = ALL): string {
  const settings = [{ redact: { builtin, patterns: [], replaceWith: REPLACED } }];
  return consumedMessages(logOf(text.split('\n'), format), { settings, blockRecords: 100 }).join('\n');
}

describe('redact, on a table of texts with secrets and one of texts without', () => {
  it('has at least 200 of each, and none twice', () => {
    assert.ok(POSITIVES.length >= 200, `${POSITIVES.length}`);
    assert.ok(NEGATIVES.length >= 200, `${NEGATIVES.length}`);
    assert.equal(new Set(NEGATIVES).size, NEGATIVES.length);
    assert.equal(new Set(POSITIVES.map(([, text]) => text)).size, POSITIVES.length);
  });

  it('finds each secret and changes nothing else, in both formats; the documents state how many', (test) => {
    const leaks = POSITIVES.filter(([kind, text]) =>
      (['docker', 'cri'] as const).some((format) => {
        const plain = text.replaceAll(/[«»]/g, '');
        return redacted(plain, format, [kind]) !== text.replace(MARKED, REPLACED);
      }),
    );
    const needless = NEGATIVES.filter((text) =>
      (['docker', 'cri'] as const).some((format) => redacted(text, format) !== text),
    );
    const found = POSITIVES.length - leaks.length;
    const recall = found / POSITIVES.length;
    const precision = found / (found + needless.length);
    const figures = `recall ${percent(recall)} of ${POSITIVES.length}, precision ${percent(precision)} with ${NEGATIVES.length} harmless ones`;
    test.diagnostic(figures);
    assert.deepEqual({ leaks, needless }, { leaks: [], needless: [] });
    assert.ok(readFileSync(join(repositoryRoot, 'docs/transforms.md'), 'utf8').includes(figures), figures);
  });

  it('redacts every secret in the value of a member, whose name may be the only sign', () => {
    const message = JSON.stringify({
      SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      version: '1.2.3.4',
      client: '203.0.113.7',
      nested: { email: 'jörg@bücher.example' },
      trace_id: '4111111111111111',
    });
    const json = { onCollision: 'rename', lift: { level: [], time: [], message: [] } } as const;
    const redact = { builtin: ALL, patterns: [], replaceWith: REPLACED };
    const [consumed] = consumeFiles([logOf([message], 'cri')], { settings: [{ json, redact }] });
    const { SecretAccessKey, version, client, nested, trace_id } = consumed!.record as unknown as Record<
      string,
      unknown
    >;
    assert.deepEqual(
      { SecretAccessKey, version, client, nested, trace_id },
      {
        SecretAccessKey: REPLACED,
        version: '1.2.3.4',
        client: REPLACED,
        nested: { email: REPLACED },
        trace_id: '4111111111111111',
      },
    );
  });
});

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
