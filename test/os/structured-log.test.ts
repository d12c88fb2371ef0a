import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createStructuredLog, type LogLevel } from '../../src/os/structured-log.js';

describe('the structured log', () => {
  it('writes one JSON line for each message, with level, ISO time, fields and text', () => {
    const { log, lines } = recordingLog();
    log.info('started', { files: 3 });
    const { time, ...rest } = JSON.parse(lines[0]!) as { time: string };
    assert.deepEqual(rest, { level: 'info', files: 3, msg: 'started' });
    assert.equal(new Date(time).toISOString(), time);
    assert.ok(lines[0]!.endsWith('}\n'));
  });

  it('leaves out what is below its level', () => {
    const { log, messages } = recordingLog('warn');
    log.info('a');
    log.warn('b');
    log.error('c');
    assert.deepEqual(messages(), ['warn b', 'error c']);
  });

  it('logs a problem once, until it is solved or changes', () => {
    const { log, messages } = recordingLog();
    log.problem('/a', 'dangling link');
    log.problem('/a', 'dangling link');
    log.problem('/b', 'dangling link');
    log.problem('/a', 'permission denied');
    log.solved('/a', 'readable again');
    log.solved('/a', 'readable again');
    log.solved('/b');
    log.problem('/b', 'dangling link');
    assert.deepEqual(messages(), [
      'warn dangling link',
      'warn dangling link',
      'warn permission denied',
      'info readable again',
      'warn dangling link',
    ]);
  });

  it('logs a grave problem as an error, also once', () => {
    const { log, messages } = recordingLog('error');
    log.problem('/state', 'no space', { code: 'ENOSPC' }, 'error');
    log.problem('/state', 'no space', { code: 'ENOSPC' }, 'error');
    log.problem('/a', 'dangling link');
    assert.deepEqual(messages(), ['error no space']);
  });
});

function recordingLog(level: LogLevel = 'info') {
  const lines: string[] = [];
  const log = createStructuredLog({ level, destination: { write: (line) => lines.push(line) } });
  const messages = () =>
    lines.map((line) => {
      const { level, msg } = JSON.parse(line) as { level: string; msg: string };
      return `${level} ${msg}`;
    });
  return { log, lines, messages };
}
