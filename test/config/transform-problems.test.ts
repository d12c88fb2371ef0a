import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConfig } from '../../src/config/load.js';
import { formatProblem } from '../../src/config/problem.js';
import { problemsOf } from '../../src/config/validate.js';
import { yamlLayer } from '../../src/config/yaml-layer.js';

const RULES = 'auto, java, python, go, node, ruby, dotnet, php, rust or others';
const RE2 = "a regular expression in RE2's syntax (this one";

describe('a problem in a transform names the line, the key, the expected and the actual value', () => {
  const rows: readonly (readonly [entry: string, problem: string])[] = [
    ['macth: {}', "1:17: unknown key 'transforms[0].macth'; did you mean 'transforms[0].match'?"],
    [
      'multiline: jav',
      `1:28: transforms[0].multiline: expected ${RULES}, a list of these, or a mapping with rules, start or continue, found 'jav'`,
    ],
    ['multiline: [java, ruy]', `1:35: transforms[0].multiline[1]: expected ${RULES}, found 'ruy'`],
    [
      'multiline: { strat: x }',
      "1:30: unknown key 'transforms[0].multiline.strat'; did you mean 'transforms[0].multiline.start'?",
    ],
    [
      "multiline: { start: '(?=x)' }",
      `1:37: transforms[0].multiline.start: expected ${RE2} uses lookahead or lookbehind, which podtail does not support), found '(?=x)'`,
    ],
    [
      'multiline: { timeout: 1s }',
      '1:28: transforms[0].multiline: expected one of rules, start and continue, found a mapping',
    ],
    [
      'json: { under: a, merge: true }',
      '1:23: transforms[0].json: expected either under or merge: true, found a mapping',
    ],
    [
      "drop: [{ message: '(a)\\1' }]",
      `1:35: transforms[0].drop[0].message: expected ${RE2} uses a backreference, which podtail does not support), found '(a)\\1'`,
    ],
    ['drop: [{}]', '1:24: transforms[0].drop[0]: expected at least one of message, stream and level, found a mapping'],
    ['drop: []', '1:23: transforms[0].drop: expected at least one condition, found an empty list'],
    [
      'keep: [{ level: warn }]',
      '1:15: transforms[0].level: expected detect (keep or drop needs the level), found nothing',
    ],
    ['redact: {}', '1:25: transforms[0].redact: expected at least one of builtin and patterns, found a mapping'],
    [
      'redact: { builtin: emial }',
      "1:36: transforms[0].redact.builtin: expected bearer, aws, email, card, jwt, privateKey, ipv4 or ipv6, or a list of these, found 'emial'",
    ],
    [
      'redact: { builtin: email, hash: {} }',
      '1:49: transforms[0].redact.hash: expected either keyFile or keyEnv, found a mapping',
    ],
    ['sample: 2', '1:25: transforms[0].sample: expected a number from 0 to 1, found the number 2'],
    [
      'rateLimit: { burst: 1s }',
      '1:28: transforms[0].rateLimit: expected at least one of lines and bytes, found a mapping',
    ],
  ];
  for (const [entry, problem] of rows) {
    it(entry, () => {
      const problems = problemsOf(yamlLayer(`transforms: [ { ${entry} } ]`, 'p.yaml'));
      assert.deepEqual(problems.map(formatProblem), [`p.yaml:${problem}`]);
    });
  }
});

it('a transform has defaults, and short forms', () => {
  const result = createConfig({
    transforms: [{ multiline: 'auto' }, { multiline: { start: '^\\d' } }, { redact: { builtin: 'email' } }],
  });
  assert.ok(result.ok);
  const [first, second, third] = result.config.transforms;
  assert.deepEqual(first, { match: { namespace: [], pod: [], container: [], labels: {} }, multiline: 'auto' });
  assert.deepEqual(second!.multiline, { start: '^\\d', timeout: 1000, maxBytes: 1024 * 1024, maxLines: 1100 });
  assert.deepEqual(third!.redact, { builtin: 'email', patterns: [], replaceWith: '[REDACTED]' });
});
