import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createLogFile, type Reading } from '../../src/tail/create-log-file.js';
import type { OpenedFile } from '../../src/tail/find-unread.js';
import type { LogFile } from '../../src/tail/log-file.js';
import type { TailOptions } from '../../src/tail/tail-options.js';

/** Opens a file of ten bytes, as the look found it, that has so many now. */
function open(now: number): LogFile {
  const bytes = { isCompressed: false, read: () => 0, sizeOnDisk: () => now, modified: () => 0n };
  const opened = { bytes, size: 10, from: { offset: 0 }, followsGap: false } as unknown as OpenedFile;
  const progress = { open: () => {} } as unknown as TailOptions['progress'];
  return createLogFile({ source: {} } as unknown as Reading, opened, { progress, now: () => 0 });
}

it('a file that was truncated since it was looked at is read like an empty one: what was in it may be in a copy (6: copytruncate)', () => {
  assert.deepEqual([open(3).isNew, open(3).size], [true, 3]);
});

it('a file that has grown since it was looked at is not', () => {
  assert.deepEqual([open(12).isNew, open(12).size], [false, 10]);
});
