import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type ConfigSources, loadConfig } from '../../src/config/load.js';
import { formatProblem } from '../../src/config/problem.js';
import { problemsOf } from '../../src/config/validate.js';
import { yamlLayer } from '../../src/config/yaml-layer.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const TEXT = 'text (put numbers, true and false in quotes)';
const SIZE_UNITS = '(units: B, kB, KiB, MB, MiB, GB, GiB; none means B)';
const DURATION_UNITS = '(units: ms, s, m, h; none means ms)';
const SINK_TYPES = 'stdout, http, loki, elasticsearch, otlp or null';
const KNOWN_KEYS =
  'include, exclude, namespace, pod, container, includeOwnLog, allowTarget, allowHardLinks, metadata, labels, node, kubernetes, format, sinks, schema, transforms, stateDir, listen, allowedHosts, statusAccess, liveTail, health, metrics, catchUp, startAt, since, until, once, sweepInterval, watchConfig, limits, shutdown';

describe('a problem in the file names the line, the column, the key, the expected and the actual value', () => {
  const problems: readonly [yaml: string, ...lines: string[]][] = [
    ['formt: raw', "p.yaml:1:1: unknown key 'formt'; did you mean 'format'?"],
    ['# a\nlimits:\n  memroy: 1GiB', "p.yaml:3:3: unknown key 'limits.memroy'; did you mean 'limits.memory'?"],
    ['url: http://x', `p.yaml:1:1: unknown key 'url'; the known keys are ${KNOWN_KEYS}`],
    [
      'sinks: [{ type: stdout, url: x }]',
      "p.yaml:1:25: unknown key 'sinks[0].url'; the known keys are type, name, optional, match, lanes, batch",
    ],
    ['format: json', "p.yaml:1:9: format: expected auto, docker, cri or raw, found 'json'"],
    ['format:', 'p.yaml:1:8: format: expected auto, docker, cri or raw, found nothing'],
    ['schema: gelf', "p.yaml:1:9: schema: expected flat, fluent-bit, ecs or otel, found 'gelf'"],
    ['once: yes', "p.yaml:1:7: once: expected true or false, found 'yes'"],
    ['include: /a/*.log', "p.yaml:1:10: include: expected a list of globs, found '/a/*.log'"],
    [
      'listen: here:99999',
      "p.yaml:1:9: listen: expected HOST:PORT or PORT, with a port from 0 to 65535, found 'here:99999'",
    ],
    ['include: []', 'p.yaml:1:10: include: expected at least one glob, found an empty list'],
    ['pod:\n  - a\n  - 7', `p.yaml:3:5: pod[1]: expected ${TEXT}, found the number 7`],
    ["pod: ['']", "p.yaml:1:7: pod[0]: expected text that is not empty, found ''"],
    ['labels: [a]', 'p.yaml:1:9: labels: expected a mapping of names to text, found a list of 1'],
    ['labels:\n  version: 1.2', `p.yaml:2:12: labels.version: expected ${TEXT}, found the number 1.2`],
    [
      'metadata: { node: x }',
      "p.yaml:1:13: unknown key 'metadata.node'; the known keys are namespace, pod, uid, container",
    ],
    ['limits: 5', 'p.yaml:1:9: limits: expected a mapping of keys to values, found the number 5'],
    ['sinks: []', 'p.yaml:1:8: sinks: expected at least one sink, found an empty list'],
    ['sinks: [loki]', "p.yaml:1:9: sinks[0]: expected a sink, found 'loki'"],
    ['sinks:\n  - type: loky', `p.yaml:2:11: sinks[0].type: expected ${SINK_TYPES}, found 'loky'`],
    ['sinks:\n  - name: x', `p.yaml:2:5: sinks[0].type: expected ${SINK_TYPES}, found nothing`],
    [
      'limits: { maxLineBytes: lots }',
      `p.yaml:1:25: limits.maxLineBytes: expected a size from 1B to 64MiB ${SIZE_UNITS}, found 'lots'`,
    ],
    [
      'limits: { maxLineBytes: 1GiB }',
      `p.yaml:1:25: limits.maxLineBytes: expected a size from 1B to 64MiB ${SIZE_UNITS}, found '1GiB'`,
    ],
    [
      'limits: { memory: -1 }',
      `p.yaml:1:19: limits.memory: expected a size from 1MiB to 64GiB ${SIZE_UNITS}, found the number -1`,
    ],
    [
      'sweepInterval: 1.5ms',
      `p.yaml:1:16: sweepInterval: expected a duration from 10ms to 1h ${DURATION_UNITS}, found '1.5ms'`,
    ],
    [
      'shutdown: { grace: 2h }',
      `p.yaml:1:20: shutdown.grace: expected a duration from 0ms to 1h ${DURATION_UNITS}, found '2h'`,
    ],
    [
      'limits: { memory: 4MiB }',
      "p.yaml:1:19: limits.memory: expected at least 8 times maxLineBytes (as JSON, a line can take six times its bytes), found '4MiB'",
    ],
    [
      'limits: { maxLineBytes: 32MiB }',
      "p.yaml:1:9: limits.memory: expected at least 8 times maxLineBytes (as JSON, a line can take six times its bytes), found the default '64MiB'",
    ],
    ['- a\n- b', 'p.yaml:1:1: expected a mapping of keys to values, found a list of 2'],
    ['', 'p.yaml: the file is empty; expected keys and values ({} means all defaults)'],
    ['# only this\n', 'p.yaml: the file is empty; expected keys and values ({} means all defaults)'],
    ['format: raw\nonce: true\nformat: cri', "p.yaml:3:1: the key 'format' is set here a second time"],
    ['format: raw\n---\nformat: cri', 'p.yaml:2:1: a second document begins here; expected only one'],
    ['\tformat: raw', 'p.yaml:1:1: not YAML: Tabs are not allowed as indentation'],
    ['pod: *web', 'p.yaml: not YAML: Unresolved alias (the anchor must be set before the alias): web'],
    [
      'pod: [a\nonce: true',
      'p.yaml:2:1: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'labels: 5\nstart-at: end\nformat: x\n',
      'p.yaml:1:9: labels: expected a mapping of names to text, found the number 5',
      "p.yaml:2:1: unknown key 'start-at'; did you mean 'startAt'?",
      "p.yaml:3:9: format: expected auto, docker, cri or raw, found 'x'",
    ],
  ];
  for (const [yaml, ...lines] of problems) {
    it(JSON.stringify(yaml), () => {
      assert.deepEqual(problemsOf(yamlLayer(yaml, 'p.yaml')).map(formatProblem), lines);
    });
  }
});

describe('an unreadable file is reported', () => {
  it('if it is missing, or is a folder', async (test) => {
    const folder = temporaryFolder(test);
    assert.deepEqual(await problemLines({ file: join(folder, 'none.yaml') }), [
      `${folder}/none.yaml: cannot read the configuration: there is no such file`,
    ]);
    mkdirSync(join(folder, 'sub'));
    assert.deepEqual(await problemLines({ file: join(folder, 'sub') }), [
      `${folder}/sub: cannot read the configuration: this is a folder, not a YAML file`,
    ]);
  });

  it('if podtail lacks the permission', {
    skip: process.getuid?.() === 0 && 'root may read anything',
  }, async (test) => {
    const file = join(temporaryFolder(test), 'podtail.yaml');
    writeFileSync(file, '{}');
    chmodSync(file, 0);
    assert.deepEqual(await problemLines({ file }), [
      `${file}: cannot read the configuration: podtail has no permission to read it`,
    ]);
  });
});

describe('a problem with a variable or an option names it', () => {
  const problems: readonly [ConfigSources, ...string[]][] = [
    [{ environment: { PODTAIL_FORMAT: 'json' } }, "PODTAIL_FORMAT: expected auto, docker, cri or raw, found 'json'"],
    [{ environment: { PODTAIL_ONCE: 'yes' } }, "PODTAIL_ONCE: expected true or false, found 'yes'"],
    [{ environment: { PODTAIL_LABEL: 'a=b,c' } }, "PODTAIL_LABEL: expected KEY=VALUE, found 'c'"],
    [{ environment: { PODTAIL_INCLUDE: ',' } }, 'PODTAIL_INCLUDE: expected at least one glob, found an empty list'],
    [{ options: { sink: 'kafka' } }, `--sink: expected ${SINK_TYPES}, found 'kafka'`],
    [{ options: { pod: ['a', ''] } }, "--pod: expected text that is not empty, found ''"],
    [{ options: { label: ['=x'] } }, "--label: expected KEY=VALUE, found '=x'"],
    [
      { options: { metadata: ['namespce=x'] } },
      "--metadata: unknown key 'metadata.namespce'; did you mean 'metadata.namespace'?",
    ],
    [
      { environment: { PODTAIL_START_AT: 'now' }, options: { 'start-at': 'end', format: 'x' } },
      "PODTAIL_START_AT: expected beginning or end, found 'now'",
      "--format: expected auto, docker, cri or raw, found 'x'",
    ],
  ];
  for (const [sources, ...lines] of problems) {
    it(lines[0]!, async () => assert.deepEqual(await problemLines(sources), lines));
  }
});

async function problemLines(sources: ConfigSources): Promise<string[]> {
  const result = await loadConfig(sources);
  return result.ok ? [] : result.problems.map(formatProblem);
}
