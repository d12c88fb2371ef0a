import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatExplanation } from '../../src/cli/explanation.js';
import { type ConfigInput, createConfig } from '../../src/index.js';
import { explainLog } from '../../src/inspect/explain-log.js';

const FOLDER = '/var/log/pods/shop_web-1_2681cb7f-daa4-4620-bb60-1d449709181c/web';
const TRANSFORMS: ConfigInput['transforms'] = [
  { match: { namespace: ['shop'], container: ['!istio-*'] }, multiline: 'auto', level: 'detect' },
  { match: { pod: ['db-*'] }, drop: [{ stream: 'stderr' }] },
  { redact: { builtin: 'email' } },
];

function explained(path: string, values: ConfigInput = {}, problem?: string): string[] {
  const result = createConfig({ transforms: TRANSFORMS, ...values });
  const config = result.ok ? result.config : assert.fail(JSON.stringify(result.problems));
  return formatExplanation(explainLog(config, path, undefined, problem))
    .trimEnd()
    .split('\n')
    .slice(2);
}

describe('the explanation of a log', () => {
  it('names the transforms that apply to it, what they do, and why the others do not apply', () => {
    assert.deepEqual(explained(`${FOLDER}/0.log`), [
      '  is read',
      '  transforms[0] (multiline, level) applies',
      "  transforms[1] (drop) does not apply: its pod 'web-1' is excluded by db-*",
      '  transforms[2] (redact) applies',
      '  goes to the sink stdout',
    ]);
  });

  it('names the sinks that it goes to, and why not to the others', () => {
    const sinks: ConfigInput['sinks'] = [
      { type: 'null', name: 'errors', match: { stream: 'stderr', level: ['error', 'fatal'] } },
      { type: 'null', name: 'ops', match: { namespace: ['ops', 'kube-*'], labels: { team: ['ops'] } } },
    ];
    assert.deepEqual(explained(`${FOLDER}/0.log`, { sinks }).slice(-2), [
      '  goes to the sink errors, only records on stderr of level error, fatal',
      "  does not go to the sink ops: its namespace 'shop' is excluded by ops, kube-*; its label team is not known",
    ]);
  });

  it('says why the file of a selected log cannot be read', () => {
    const problem = 'the file that it leads to does not exist';
    assert.equal(explained(`${FOLDER}/0.log`, {}, problem)[0], `  is not read: ${problem}`);
    assert.match(explained(`${FOLDER}/0.log`, { pod: ['db-*'] }, problem)[0]!, /its pod 'web-1' is excluded by db-\*$/);
  });

  it('says that a log which no sink takes is not read', () => {
    const sinks: ConfigInput['sinks'] = [{ type: 'null', match: { pod: ['db-*'] } }];
    assert.equal(explained(`${FOLDER}/0.log`, { sinks })[0], '  is not read: no sink takes it');
  });

  it('names the patterns that exclude a log by its name or path', () => {
    const other = FOLDER.replace(/web$/, 'istio-proxy');
    const [isRead, first] = explained(`${other}/0.log`, { exclude: [`${other}/*.log`], pod: ['db-*'] });
    assert.match(
      isRead!,
      /^ {2}is not read: its path matches one of exclude \(.*\); its pod 'web-1' is excluded by db-\*$/,
    );
    assert.match(
      first!,
      /^ {2}transforms\[0\] .* does not apply: its container 'istio-proxy' is excluded by !istio-\*$/,
    );
  });

  it('says that a path without pod names has no metadata', () => {
    assert.deepEqual(explained('/logs/app.log', { include: ['/logs/*.log'] }), [
      '  is read',
      '  transforms[0] (multiline, level) does not apply: its namespace is not known',
      '  transforms[1] (drop) does not apply: its pod is not known',
      '  transforms[2] (redact) applies',
      '  goes to the sink stdout',
    ]);
  });

  it('says that a path is not included', () => {
    assert.match(explained('/logs/app.txt')[0]!, /is not read: its path matches none of include \(\/var\/log\/pods/);
  });
});
