import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTextLog } from '../../src/os/text-log.js';

test('the log for people has a message a line, says levels but info, says what lasts once, and lets no text command the terminal', () => {
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

test('the log for people leaves out what its level does', () => {
  const lines: string[] = [];
  const log = createTextLog({ level: 'error', destination: { write: (line) => void lines.push(line) } });
  log.info('ready');
  log.warn('slow');
  log.error('gone', { stack: 'Error\n  at x' });
  assert.deepEqual(lines, ['podtail: error: gone\nError\n  at x\n']);
});
