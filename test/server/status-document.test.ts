import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repositoryRoot } from '../support/repository.js';
import { sampleFile, sampleLog, sampleSink, sampleStatus } from '../support/sample-status.js';

test('docs/status-json.md names every key of the status', () => {
  const text = readFileSync(join(repositoryRoot, 'docs/status-json.md'), 'utf8');
  const log = sampleLog('web', {
    problem: 'no',
    problemKind: 'refused',
    containerId: 'c',
    filtered: 1,
    rateLimited: 1,
  });
  const sink = sampleSink({ lastError: { reason: 'no', time: 0, status: 500 } });
  const status = sampleStatus();
  const parts = [
    status,
    status.counters,
    status.pods!,
    status.catchUp!,
    log,
    log.metadata,
    log.abandoned,
    sampleFile(),
    sink,
    sink.requests,
    sink.lastError!,
  ];
  for (const key of parts.flatMap((part) => Object.keys(part))) assert.ok(text.includes(`\`${key}`), key);
});
