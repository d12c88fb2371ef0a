import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { progressOf } from '../../src/cli/progress.js';
import { formatBytes } from '../../src/cli/quantities.js';
import { prettyOutput, showsProgress } from '../../src/cli/terminal.js';
import { createConfig } from '../../src/config/load.js';
import { sampleFile, sampleLog } from '../support/sample-status.js';

const TERMINAL = { stdout: true, stderr: true };
const PIPED = { stdout: false, stderr: false };

describe('records on standard output', () => {
  for (const [what, values, environment, terminals, pretty] of [
    ['for programs where it is piped', {}, {}, PIPED, undefined],
    ['for people, in colours, on a terminal', {}, {}, TERMINAL, { color: true }],
    ['without colours where NO_COLOR is set', {}, { NO_COLOR: '1' }, TERMINAL, { color: false }],
    ['in colours where NO_COLOR is empty', {}, { NO_COLOR: '' }, TERMINAL, { color: true }],
    ['without colours with --no-color', { 'no-color': true }, {}, TERMINAL, { color: false }],
    ['for people through a pipe with --pretty', { pretty: true }, {}, PIPED, { color: true }],
    ['without colours through a pipe, too', { pretty: true, 'no-color': true }, {}, PIPED, { color: false }],
    ['for programs on a terminal with --pretty=false', { pretty: false }, {}, TERMINAL, undefined],
  ] as const) {
    it(`are ${what}`, () => assert.deepEqual(prettyOutput(values, environment, terminals), pretty));
  }
});

describe('the progress bar', () => {
  const shows = (once: boolean, type: 'stdout' | 'null', terminals: typeof TERMINAL): boolean => {
    const result = createConfig({ once, sinks: [{ type }] });
    assert.ok(result.ok);
    return showsProgress(result.config, terminals);
  };

  it('is shown with --once if standard error is a terminal, unless records go to the same terminal', () => {
    assert.equal(shows(true, 'null', TERMINAL), true);
    assert.equal(shows(true, 'stdout', { stdout: false, stderr: true }), true);
    assert.equal(shows(true, 'stdout', TERMINAL), false);
    assert.equal(shows(false, 'null', TERMINAL), false);
    assert.equal(shows(true, 'null', PIPED), false);
  });

  it('counts read and unread bytes, also of files that are not open', () => {
    const logs = [
      sampleLog('a', { readBytes: 70, files: [sampleFile({ size: 100, read: 60 })] }),
      sampleLog('b', { readBytes: 0, files: [] }),
      sampleLog('c', { readBytes: 0, files: [], problem: 'no' }),
      sampleLog('d', { readBytes: 5, files: [] }),
    ];
    assert.deepEqual(
      progressOf(logs, () => 1000),
      { read: 75, total: 1115 },
    );
  });

  for (const [bytes, text] of [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [123_456_789, '123 MB'],
    [5e15, '5000 TB'],
  ] as const) {
    it(`shows ${text} for ${bytes} bytes`, () => assert.equal(formatBytes(bytes), text));
  }
});
