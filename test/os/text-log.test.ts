import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTextLog } from '../../src/os/text-log.js';

test('the text log has one line for each message, shows levels but info, logs lasting problems once, and escapes control characters', () => {
  const lines: string[] = [];
  const log = createTextLog({ destination: { write: (line) => void lines.push(line) } });
  log.info('ready', { files: 3 });
  log.warn('a\u001b[2J');
  log.problem('key', 'the sink is away');
  log.problem('key', 'the sink is away');
  log.solved('key', 'the sink takes again');
  assert.deepEqual(lines, [
    'podtail: ready\n',
    'podtail: warn: a\\x1b[2J\n',
    'podtail: warn: the sink is away\n',
    'podtail: the sink takes again\n',
  ]);
});

test('the text log leaves out what is below its level', () => {
  const lines: string[] = [];
  const log = createTextLog({ level: 'error', destination: { write: (line) => void lines.push(line) } });
  log.info('ready');
  log.warn('slow');
  log.error('gone', { stack: 'Error\n  at x' });
  assert.deepEqual(lines, ['podtail: error: gone\nError\n  at x\n']);
});
