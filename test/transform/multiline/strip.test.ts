import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consumedMessages } from '../../support/consume-files.js';
import { readPrograms } from '../../support/programs.js';
import { logOf } from '../../support/traces.js';

const FPM = String.raw`^\[[^\]]+\] WARNING: \[pool \w+\] child \d+ said into stderr: "(.*)"$`;

describe('multiline.strip', () => {
  const [decorated, plain] = ['fpm-yes', 'fpm-no'].map((what) =>
    readPrograms().find(({ name }) => name === `php/${what}`),
  );
  const strip = (pattern: string, lines: readonly string[]): string[] => {
    const multiline = { rules: ['php'] as const, strip: pattern, timeout: 1000, maxBytes: 1 << 20, maxLines: 1100 };
    return consumedMessages(logOf(lines, 'docker'), { settings: [{ multiline }] });
  };

  it('joins lines with the prefix of php-fpm as it joins the same lines without it', () => {
    const traces = (messages: readonly string[]): string[] => messages.filter((message) => message.includes('\n'));
    assert.deepEqual(traces(strip(FPM, decorated!.lines)), traces(plain!.records));
  });

  it('removes the whole match if there is no group, and leaves other lines unchanged', () => {
    assert.deepEqual(strip('^web-1 \\| ', ['web-1 | ready', 'ready']), ['ready', 'ready']);
  });
});
