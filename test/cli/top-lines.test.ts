import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { topLines } from '../../src/cli/top-lines.js';
import { topView } from '../../src/remote/top-view.js';
import { sampleLog, sampleSink, sampleStatus } from '../support/sample-status.js';

const REASON = `https://logs.example.com/in answers with status 503: ${'the ingesters are not ready, '.repeat(6)}try later`;
const status = sampleStatus({
  logs: [
    ...Array.from({ length: 30 }, (_, number) => sampleLog(`checkout-service-5d78c9869d-x${number}abc`)),
    sampleLog('evil\u001b[2J', { files: [], problem: 'it leads to /etc/passwd, outside the allowed folders' }),
  ],
  sinks: [sampleSink(), sampleSink({ name: 'archive', state: 'retrying', lastError: { reason: REASON, time: 0 } })],
});
const view = topView(status, { ...status, time: status.time + 2000 }, 'lag');

for (const width of [80, 100, 120]) {
  describe(`the screen of podtail top at ${width} columns`, () => {
    const lines = topLines(view, { width, height: 60, color: true, order: 'lag', footer: 'q ends' });
    const plain = lines.map((line) => stripVTControlCharacters(line));

    it('has no line that is wider than the terminal', () => {
      assert.deepEqual(
        plain.filter((line) => line.length > width),
        [],
      );
    });

    it('distinguishes pods whose names are too long', () => {
      const names = plain.filter((line) => line.startsWith('shop/checkout')).map((line) => line.split(' ')[0]);
      assert.equal(names.length, 30);
      assert.equal(new Set(names).size, 30);
    });

    it('shows the whole last error of a sink that accepts nothing', () => {
      assert.ok(plain.join('').replaceAll('  ', '').includes(REASON.replaceAll('  ', '')));
    });

    it('says why a log is not read, and escapes its name', () => {
      const line = plain.find((text) => text.includes('evil'));
      assert.match(line ?? '', /^shop\/evil\\x1b\[2J\S* {2}not read: it leads to/);
    });

    it('fills the screen, with the footer in the last line', () => {
      assert.deepEqual([plain.length, plain.at(-1)], [60, 'q ends']);
    });
  });
}

it('a small screen says how many logs it hides', () => {
  const plain = topLines(view, { width: 80, height: 16, color: false, order: 'rate', footer: 'q ends' });
  assert.equal(plain.length, 16);
  assert.match(plain.at(-2) ?? '', /^… and \d+ more$/);
});
