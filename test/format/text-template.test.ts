import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseTextTemplate, renderTextTemplate } from '../../src/format/text-template.js';

const TIME = Date.UTC(2026, 0, 9, 7);
const fieldOf = (name: string): string => `<${name}>`;

describe('a template', () => {
  const cases: readonly [template: string, text: string][] = [
    ['', ''],
    ['logs', 'logs'],
    ['${namespace}', '<namespace>'],
    ['logs-${namespace}-${pod}.', 'logs-<namespace>-<pod>.'],
    ['logs-${date:yyyy.MM.dd}', 'logs-2026.01.09'],
    ['${date:dd_MM-HH}', '09_01-07'],
    ['$x {y} ${open', '$x {y} ${open'],
  ];
  for (const [template, text] of cases) {
    it(`${JSON.stringify(template)} becomes ${JSON.stringify(text)}`, () => {
      assert.equal(renderTextTemplate(parseTextTemplate(template), fieldOf, TIME), text);
    });
  }
});
