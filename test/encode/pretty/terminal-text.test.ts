import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { terminalText } from '../../../src/encode/pretty/terminal-text.js';

const RESET = '\u001b[0m';

describe('the text of a message for a terminal', () => {
  for (const [message, shown] of [
    ['plain text, ü and 漢字', 'plain text, ü and 漢字'],
    ['a\ttab', 'a\ttab'],
    ['bell\u0007', 'bell\\x07'],
    ['clear \u001b[2J screen', 'clear \\x1b[2J screen'],
    ['title \u001b]0;mine\u0007', 'title \\x1b]0;mine\\x07'],
    ['\u009b2J', '\\x9b2J'],
    ['over\rwritten', 'over\\rwritten'],
    ['\u202ereversed', '\\u202ereversed'],
  ] as const) {
    it(`is ${JSON.stringify(shown)} for ${JSON.stringify(message)}`, () => {
      assert.deepEqual([terminalText(message, true, ''), terminalText(message, false, '')], [shown, shown]);
    });
  }

  it('keeps its colours and ends them with the text, unless colours are off', () => {
    const message = '\u001b[1;31mred';
    assert.equal(terminalText(message, true, ''), `${message}${RESET}`);
    assert.equal(terminalText(message, false, ''), 'red');
  });

  it('is indented after each newline, also after its colours', () => {
    assert.equal(terminalText('a\nb', true, '  | '), 'a\n  | b');
    assert.equal(terminalText('\u001b[31ma\nb', true, '  | '), `\u001b[31ma${RESET}\n  | b${RESET}`);
  });

  it('contains no control characters but tabs and colours, for any message', () => {
    const unit = fc.constantFrom('\u001b', '[', '3', '1', ';', 'm', 'J', '\u0007', '\r', '\n', '\u009b', 'x', '\t');
    fc.assert(
      fc.property(fc.array(unit), fc.boolean(), (units, color) => {
        const text = terminalText(units.join(''), color, '');
        const rest = color ? text.replace(/\u001b\[[\d;:]*m/g, '') : text;
        assert.doesNotMatch(rest, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });
});
