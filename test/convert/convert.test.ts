import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { loadConfig } from '../../src/config/load.js';
import { formatProblem } from '../../src/config/problem.js';
import type { PodtailValues } from '../../src/convert/conversion.js';
import { convertText } from '../../src/convert/convert.js';
import { readRepository, runPodtail, variablesOf } from '../examples/example-podtail.js';
import { assertGenerated } from '../support/generated-file.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const FOLDER = 'test/fixtures/convert';
const FILES = readdirSync(join(repositoryRoot, FOLDER)).filter((name) => !name.includes('.converted.'));

for (const name of FILES) {
  test(`${name} becomes a valid podtail configuration that matches the reviewed one`, async (t) => {
    const { text } = convertText(readRepository(`${FOLDER}/${name}`), name);
    assertGenerated(`${FOLDER}/${name}.converted.yaml`, text);
    const file = join(temporaryFolder(t), 'podtail.yaml');
    writeFileSync(file, text);
    const result = await loadConfig({ file, environment: variablesOf(text) });
    assert.deepEqual(result.ok ? [] : result.problems.map(formatProblem), []);
  });
}

/** What a text becomes: podtail's values, and what is said to be lost, with its line. */
function converted(text: string): PodtailValues & { readonly lost: readonly string[] } {
  const { conversion } = convertText(text, 'their.conf');
  const remarks = conversion.remarks
    .filter(({ kind }) => kind === 'lost')
    .toSorted((one, other) => one.line - other.line);
  const lost = remarks.map(({ line, text }) => `${line}: ${text}`);
  return { ...conversion.config, lost };
}

function stages(...lines: readonly string[]): string {
  return [
    'scrape_configs:',
    '  - job_name: pods',
    '    pipeline_stages:',
    ...lines.map((line) => `      ${line}`),
  ].join('\n');
}

describe('a conversion', () => {
  it('reports every unknown key as lost, with its line', () => {
    const { lost } = converted(
      'clients:\n  - url: http://loki:3100\n    frobnicate: 3\nscrape_configs: []\nextra: {}\n',
    );
    assert.deepEqual(lost, [
      '3: clients[0].frobnicate has no counterpart in podtail',
      '5: extra has no counterpart in podtail',
    ]);
  });

  it('keeps the order of stages: it starts a new entry if one entry would change the order', () => {
    const { transforms } = converted(
      stages("- drop: { expression: 'DEBUG' }", "- multiline: { firstline: '^x' }", '- sampling: { rate: 0.5 }'),
    );
    assert.deepEqual(transforms, [
      { drop: [{ message: 'DEBUG' }] },
      { multiline: { start: '^x', timeout: '3s', maxLines: 128 }, sample: 0.5 },
    ]);
  });

  it('keeps a stage after a match behind it', () => {
    const { transforms } = converted(
      [
        stages(
          '- multiline: { firstline: "^x" }',
          '- match: { selector: \'{container="web"}\', action: drop }',
          '- luhn: {}',
        ),
        '    relabel_configs:',
        '      - { source_labels: [__meta_kubernetes_pod_container_name], target_label: container }',
      ].join('\n'),
    );
    assert.deepEqual(transforms.slice(1), [
      { match: { container: ['web'] }, drop: [{ message: '^' }] },
      { redact: { builtin: ['card'] } },
    ]);
  });

  it('refuses an expression that podtail cannot run, with the reason', () => {
    const { transforms, lost } = converted(stages('- drop: { expression: "(?=x)y" }'));
    assert.deepEqual(transforms, []);
    assert.match(lost.join(), /4: the expression \(\?=x\)y .*/);
  });

  it('turns relabeling into labels, also from labels that were made before', () => {
    const rules = [
      '- { source_labels: [__meta_kubernetes_namespace], target_label: namespace }',
      '- { source_labels: [namespace, __meta_kubernetes_pod_name], separator: /, target_label: job }',
      '- { target_label: cluster, replacement: west }',
      '- { source_labels: [__meta_kubernetes_pod_label_app], target_label: app }',
      '- { source_labels: [app, namespace], target_label: both }',
      '- { action: labeldrop, regex: file.* }',
      '- { action: keep, source_labels: [__meta_kubernetes_namespace], regex: "shop-.+|ops" }',
      '- { action: drop, source_labels: [__meta_kubernetes_pod_phase], regex: Pending|Succeeded }',
    ].map((line) => `      ${line}`);
    const text = ['clients: [{ url: "http://loki:3100" }]', 'scrape_configs:', '  - relabel_configs:', ...rules].join(
      '\n',
    );
    const { sinks, namespace, lost } = converted(text);
    assert.deepEqual(sinks[0]!.labels, {
      namespace: '${namespace}',
      job: '${namespace}/${pod}',
      cluster: 'west',
      app: '${labels.app}',
      both: '${labels.app};${namespace}',
    });
    assert.deepEqual([namespace, lost], [['shop-?*', 'ops'], []]);
  });

  it('asks the kubelet for pod labels that relabeling needs, and keeps their names', () => {
    const relabel = (rule: string) =>
      converted(`clients: [{ url: "http://loki:3100" }]\nscrape_configs:\n  - relabel_configs:\n      - ${rule}\n`);
    const named = relabel(
      '{ source_labels: [__meta_kubernetes_pod_label_app_kubernetes_io_part_of], target_label: part }',
    );
    assert.equal((named.sinks[0]!.labels as { part?: string }).part, '${labels.app.kubernetes.io/part-of}');
    assert.deepEqual([named.kubernetes, named.lost], [{}, []]);
    const guessed = relabel(
      '{ source_labels: [__meta_kubernetes_pod_annotation_example_com_team], target_label: team }',
    );
    assert.equal((guessed.sinks[0]!.labels as { team?: string }).team, '${annotations.example_com_team}');
    assert.match(guessed.lost.join(), /the name of the annotation behind .* may have/);
    const kept = relabel('{ action: keep, source_labels: [__meta_kubernetes_pod_label_app], regex: web|api }');
    assert.deepEqual(kept.sinks[0]!.match, { labels: { app: ['web', 'api'] } });
    const other = relabel('{ source_labels: [__meta_kubernetes_namespace], target_label: namespace }');
    assert.equal(other.kubernetes, undefined);
  });

  it('extracts fields from lines as Promtail does, and uses them as level, time and message', () => {
    const { transforms, lost } = converted(
      stages(
        "- regex: { expression: '^(?P<ip>\\S+) (?P<lvl>\\w+) (?P<rest>.*)$' }",
        '- labels: { lvl: }',
        '- output: { source: rest }',
        '- pattern: { pattern: \'<_> - <user> [<_>] "<method> <path>"\' }',
        '- logfmt: { mapping: { ts: time, duration: } }',
        '- timestamp: { source: ts, format: RFC3339 }',
        '- regex: { expression: "(?P<a>b)", source: rest }',
        '- regex: { expression: "no groups" }',
      ),
    );
    assert.deepEqual(transforms, [
      { parse: { regex: '^(?P<ip>\\S+) (?P<lvl>\\w+) (?P<rest>.*)$', lift: { message: ['rest'], level: ['lvl'] } } },
      { parse: { regex: '^.*? - (?P<user>.*?) \\[.*?\\] "(?P<method>.*?) (?P<path>.*?)"', lift: { message: [] } } },
      { parse: { form: 'logfmt', lift: { message: [], time: ['time'] } } },
    ]);
    assert.equal(lost.length, 2);
  });

  it('turns counters of lines into counts, also those after a filter, and ignores other metrics', () => {
    const counter = '{ type: Counter, config: { match_all: true, action: inc } }';
    const { transforms, lost } = converted(
      stages(
        `- metrics: { lines_total: ${counter}, sizes: { type: Histogram, source: size, config: { buckets: [1] } } }`,
        `- match: { selector: '{namespace="shop"} |= "error"', stages: [{ metrics: { errors_total: ${counter} } }] }`,
      ),
    );
    assert.deepEqual(transforms[0], { count: [{ name: 'lines_total', match: { message: '^' } }] });
    assert.deepEqual(lost.length, 2, lost.join('\n'));
  });

  it('follows the components of Alloy from each source to each sink', () => {
    const { transforms, sinks, include, startAt, lost } = converted(
      `
loki.source.file "app" {
  targets       = array.concat([{__path__ = "/a/*.log", "job" = "app"}], local.file_match.more.targets)
  tail_from_end = true
  forward_to    = [loki.process.one.receiver]
}
local.file_match "more" { path_targets = [{"__path__" = "/b/" + "*.log"}] }
loki.process "two" {
  stage.sampling { rate = 0.5 }
  forward_to = [loki.write.w.receiver]
}
loki.process "one" {
  forward_to = [loki.process.two.receiver]
  stage.drop { expression = \`^DEBUG\` } // raw
}
loki.write "w" { endpoint { url = "http://loki:3100" } }
`,
    );
    assert.deepEqual(transforms, [{ drop: [{ message: '^DEBUG' }], sample: 0.5 }]);
    assert.deepEqual([include, startAt], [['/a/*.log', '/b/*.log'], 'end']);
    assert.deepEqual(lost, [
      '3: the label job (app) applies only to some files; podtail makes a Loki label in the same way for all',
    ]);
    assert.deepEqual(sinks, [{ type: 'loki', url: 'http://loki:3100', labels: { filename: '${path}' } }]);
  });

  it('reports everything of Alloy that it cannot follow or compute as lost, with its line', () => {
    const { lost } = converted(
      [
        'loki.source.file "a" {',
        '  targets    = discovery.docker.d.targets',
        '  forward_to = [loki.write.w.receiver, loki.process.p.receiver, loki.echo.e.receiver]',
        '}',
        'discovery.docker "d" { host = "unix:///run/docker.sock" }',
        'loki.process "p" {',
        '  stage.drop { expression = string.format("%s", "x") }',
        '  forward_to = [loki.write.w.receiver]',
        '}',
        'loki.write "w" { endpoint { url = local.file.url.content } }',
        'custom.thing "c" { }',
      ].join('\n'),
    );
    assert.deepEqual(
      lost.map((one) => one.slice(0, 44)),
      [
        '1: lines of loki.source.file "a" go several ',
        '1: the url is not known (nothing): http://lo',
        '2: the targets come from discovery.docker.d.',
        '3: lines go to a component that podtail conv',
        '5: the component discovery.docker "d" has no',
        '7: the value of expression is computed by Al',
        '10: the value of url is computed by Alloy; p',
        '11: the component custom.thing "c" has no co',
      ],
    );
  });

  for (const [text, message] of [
    ['loki.write "w" {\n  endpoint {', 'their.conf:2: expected a block or an attribute, found the end'],
    ['loki.write "w" {\n  url = \n}', 'their.conf:2: expected a value, found the end of the line'],
    ['loki.write "w" {\n  url = "open\n}', 'their.conf:2: "\\"" is not part of a configuration'],
    ['loki.write "w" {\n  list = [1 2]\n}', 'their.conf:2: expected ], found 2'],
    [`loki.write "w" {\n  deep = ${'['.repeat(500)}\n}`, 'their.conf:2: expected less nesting'],
  ] as const) {
    it(`refuses an invalid Alloy configuration: ${message}`, () => {
      assert.throws(
        () => converted(text),
        (error: Error) => error.message.startsWith(message) || assert.fail(error.message),
      );
    });
  }

  it('replaces only the group in the text of a replace stage', () => {
    const replace = (expression: string) =>
      converted(stages(`- replace: { expression: '${expression}', replace: X$ }`)).transforms[0]?.redact;
    assert.deepEqual(replace('key=(\\w+);'), { patterns: [{ match: '(key=)(?:\\w+)(;)', replace: '$1X$$$2' }] });
    assert.deepEqual(replace('(?P<ip>[\\d.(]+)'), { patterns: [{ match: '[\\d.(]+', replace: 'X$$' }] });
    assert.equal(replace('(a)(b)'), undefined);
  });

  it('reads keys of Fluent Bit in any case, also repeated ones', () => {
    const { transforms } = converted(
      '[INPUT]\n  NAME tail\n  PATH /var/log/containers/*.log\n  READ_FROM_HEAD true\n[FILTER]\n  Name grep\n  Match *\n  Exclude log a,b\n  exclude log c\n',
    );
    assert.deepEqual(transforms, [{ drop: [{ message: 'a,b' }, { message: 'c' }] }]);
  });

  it('turns the Match of Fluent Bit into a match if it names pods, and reports it otherwise', () => {
    const sinkFor = (match: string) =>
      converted(
        `[INPUT]\n  Name tail\n  Tag kube.*\n  Path /var/log/containers/*.log\n  Read_from_Head on\n[OUTPUT]\n  Name stdout\n  Match ${match}\n`,
      );
    assert.deepEqual(sinkFor('*').sinks, [{ type: 'stdout' }]);
    assert.deepEqual(sinkFor('kube.*').sinks, [{ type: 'stdout' }]);
    assert.deepEqual(sinkFor('kube.var.log.containers.web-*_shop_*').sinks, [
      { type: 'stdout', match: { pod: ['web-*'], namespace: ['shop'] } },
    ]);
    assert.match(sinkFor('host.*').lost.join(), /the output is for host/);
  });

  it('reads keys of Filebeat with dots as mappings', () => {
    const { sinks, listen } = converted(
      'filebeat: { inputs: [] }\nhttp.enabled: true\nhttp: { port: 5067 }\noutput.elasticsearch.hosts: ["es:9200"]\noutput: { elasticsearch: { worker: 3 } }\n',
    );
    assert.equal(listen, 'localhost:5067');
    assert.deepEqual([sinks[0]?.url, sinks[0]?.lanes], ['http://es:9200', 3]);
  });

  it('lets no text of the other file end a comment', () => {
    const { text } = convertText('clients: []\n"a\\nsinks: []": 1\nscrape_configs: []\n', 'promtail.yaml');
    assert.ok(
      text.split('\n').every((line) => !line.startsWith('sinks')),
      text,
    );
  });
});

test('podtail convert prints the configuration, and ends with status 1 if something is lost, else with 0', () => {
  const whole = runPodtail(['convert', `${FOLDER}/promtail-files.yaml`], {});
  assert.deepEqual([whole.status, whole.stderr], [0, '']);
  const lossy = runPodtail(['convert', `${FOLDER}/promtail.yaml`], {});
  assert.equal(lossy.status, 1);
  assert.match(lossy.stdout, /^# Converted from promtail.yaml by podtail/);
  assert.match(
    lossy.stderr,
    /^podtail: could not convert \d+ settings of .*promtail.yaml; see the comments with LOST\n$/,
  );
});

test('podtail convert refuses a file of an unknown agent, with status 2', () => {
  const refused = runPodtail(['convert', 'package.json'], {});
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /package\.json is not a configuration of Promtail \(scrape_configs\)/);
  assert.equal(runPodtail(['convert', '/nowhere.yaml'], {}).status, 2);
});

/** A configuration of Vector with one source, one transform and one sink. */
function vector(transform: string): string {
  return [
    'sources: { pods: { type: kubernetes_logs } }',
    'transforms:',
    `  one: ${transform.replace('{', '{ inputs: [pods], ')}`,
    'sinks: { out: { type: console, inputs: [one] } }',
  ].join('\n');
}

describe("a conversion of Vector's configuration", () => {
  const conditions: readonly (readonly [vrl: string, match: unknown, transforms: unknown])[] = [
    ['.kubernetes.pod_namespace == "shop"', { namespace: ['shop'] }, []],
    ['.kubernetes.pod_name != "a" && .stream == "stderr"', { pod: ['!a'], stream: 'stderr' }, []],
    ['includes(["a", "b"], .kubernetes.container_name)', { container: ['a', 'b'] }, []],
    ['!starts_with(string!(.kubernetes.pod_name), "test-")', { pod: ['!test-*'] }, []],
    ['.kubernetes.pod_labels."app.kubernetes.io/name" == "web"', { labels: { 'app.kubernetes.io/name': ['web'] } }, []],
    ['contains(string!(.message), "a.b")', undefined, [{ keep: [{ message: 'a\\.b' }] }]],
    ['!(contains!(.message, "x"))', undefined, [{ drop: [{ message: 'x' }] }]],
    ["match(string!(.message), r'^\\d+') ?? false", undefined, [{ keep: [{ message: '^\\d+' }] }]],
    [
      'contains!(.message, "x") || .stream == "stderr"',
      undefined,
      [{ keep: [{ message: 'x' }, { stream: 'stderr' }] }],
    ],
    ['.level == "warning"', { level: ['warn'] }, [{ level: 'detect' }]],
  ];
  for (const [vrl, match, transforms] of conditions) {
    it(`turns the filter ${vrl} into match, keep or drop`, () => {
      const result = converted(vector(`{ type: filter, condition: ${JSON.stringify(vrl)} }`));
      assert.deepEqual([result.sinks[0]?.match, result.transforms, result.lost], [match, transforms, []]);
    });
  }

  it('reports a condition that podtail cannot express as lost', () => {
    const { lost } = converted(vector('{ type: filter, condition: "to_int!(.code) > 400" }'));
    assert.deepEqual(lost, ['3: the condition to_int!(.code) > 400: use match of the sink, keep or drop']);
  });

  const programs: readonly (readonly [vrl: string, transforms: unknown])[] = [
    ['. = parse_json!(string!(.message))', [{ json: { merge: true } }]],
    ['. |= object!(parse_json!(.message))', [{ json: { merge: true } }]],
    ['parsed, err = parse_json(.message)\nif err == null {\n  . = merge!(., parsed)\n}', [{ json: { merge: true } }]],
    ['.app = parse_json(.message) ?? {}', [{ json: { under: 'app' } }]],
    ['.env = "prod"; .zone = "a"', [{ labels: { env: 'prod', zone: 'a' } }]],
    ['del(.kubernetes.pod_labels)\ndel(.file)', []],
  ];
  for (const [vrl, transforms] of programs) {
    it(`converts the program ${vrl.replaceAll('\n', ' ')}`, () => {
      const { lost, ...config } = converted(vector(`{ type: remap, source: ${JSON.stringify(vrl)} }`));
      assert.deepEqual([config.transforms, lost], [transforms, []]);
    });
  }

  it('quotes each statement of a program that it cannot convert, with its line', () => {
    const text = [
      'sources: { pods: { type: kubernetes_logs } }',
      'transforms:',
      '  one:',
      '    type: remap',
      '    inputs: [pods]',
      '    source: |',
      '      .env = "prod"',
      '      # a comment',
      '      .level = upcase(.level) ?? "x"',
      'sinks: { out: { type: console, inputs: [one] } }',
    ];
    const { lost } = converted(text.join('\n'));
    assert.deepEqual(lost, ['9: .level = upcase(.level) ?? "x": podtail runs no programs; level: detect finds levels']);
  });

  it('reports a transform for one of several sinks as lost', () => {
    const { lost, sinks } = converted(
      [
        'sources: { pods: { type: kubernetes_logs } }',
        'transforms: { few: { type: sample, rate: 2, inputs: [pods] } }',
        'sinks:',
        '  a: { type: console, inputs: [few] }',
        '  b: { type: blackhole, inputs: ["po*"] }',
      ].join('\n'),
    );
    assert.equal(sinks.length, 2);
    assert.match(lost.join(), /2: the transform few applies to some of the records/);
  });

  it('refuses invalid TOML, with the line', () => {
    assert.throws(() => converted('[sources.a]\ntype = \n'), /their\.conf:3 is not TOML/);
  });
});

describe('a conversion of charts and manifests', () => {
  it('removes defaults of variables, since podtail has none, and reports them', () => {
    const { sinks, lost } = converted(
      "output.elasticsearch:\n  hosts: ['${ES_HOST:elasticsearch}:${ES_PORT:9200}', '${ES_URL}']\n",
    );
    assert.deepEqual(sinks[0]?.url, ['http://${ES_HOST}:${ES_PORT}', '${ES_URL}']);
    assert.deepEqual(lost, [
      '2: the default elasticsearch of the variable ES_HOST: set the variable',
      '2: the default 9200 of the variable ES_PORT: set the variable',
    ]);
  });

  it('has no sink for an output that only an unsupported input feeds', () => {
    const { sinks, lost } = converted(
      '[INPUT]\n  Name tail\n  Path /var/log/containers/*.log\n  Tag kube.*\n[INPUT]\n  Name systemd\n  Tag host.*\n' +
        '[OUTPUT]\n  Name es\n  Match kube.*\n[OUTPUT]\n  Name es\n  Match host.*\n  Logstash_Prefix node\n',
    );
    assert.equal(sinks.length, 1);
    assert.deepEqual(lost, ['5: the input systemd: podtail reads files and standard input']);
  });

  it('asks the kubelet for pod labels that the metadata of the other agent has', () => {
    const fluentBit = converted('[INPUT]\n  Name tail\n  Tag kube.*\n[FILTER]\n  Name kubernetes\n  Match *\n');
    assert.deepEqual(fluentBit.kubernetes, { labels: ['*'], annotations: ['*'] });
    const filebeat = converted('filebeat.inputs: []\nprocessors: [{ add_kubernetes_metadata: {} }]\n');
    assert.deepEqual(filebeat.kubernetes, { labels: ['*'] });
    assert.deepEqual([fluentBit.lost, filebeat.lost], [[], []]);
  });

  it('puts the user and the password of a URL into auth', () => {
    const { sinks, lost } = converted('clients: [{ url: "https://jo:p%40ss@logs.example.com/loki/api/v1/push" }]\n');
    assert.deepEqual(sinks[0]?.url, 'https://logs.example.com/loki/api/v1/push');
    assert.deepEqual([sinks[0]?.auth, lost], [{ basic: { user: 'jo', password: 'p@ss' } }, []]);
  });

  it('removes values that podtail refuses, and reports what was expected', () => {
    const { sinks, transforms, lost } = converted(
      'clients: [{ url: "http://loki:3100", batchwait: 5h }]\nscrape_configs:\n  - pipeline_stages: [{ sampling: { rate: 7 } }]\n',
    );
    assert.deepEqual([sinks[0]?.batch, transforms], [{}, [{}]]);
    assert.match(lost.join('\n'), /sinks\[0\]\.batch\.timeout, which would be 5h: podtail expects/);
    assert.match(lost.join('\n'), /transforms\[0\]\.sample, which would be 7: podtail expects/);
  });

  it('does not mistake an inline certificate for a file name', () => {
    const pem = '-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----';
    const { sinks, lost } = converted(
      `output.elasticsearch: { hosts: [es], ssl: { certificate_authorities: ["${pem}"] } }\n`,
    );
    assert.deepEqual([sinks[0]?.tls, lost.length], [{}, 1]);
  });
});

describe('a conversion of several inputs', () => {
  const bothRead = ['/var/log/pods/*/*/*.log', '/srv/a/*.log'];
  const both: readonly (readonly [agent: string, text: string])[] = [
    [
      'Promtail',
      'scrape_configs:\n  - kubernetes_sd_configs: [{ role: pod }]\n  - static_configs: [{ labels: { __path__: /srv/a/*.log } }]\n',
    ],
    [
      'Fluent Bit',
      '[INPUT]\n  Name tail\n  Path /var/log/containers/*.log\n[INPUT]\n  Name tail\n  Path /srv/a/*.log\n',
    ],
    [
      'Filebeat',
      'filebeat.inputs:\n  - { type: container, paths: ["/var/log/containers/*.log"] }\n  - { type: log, paths: [/srv/a/*.log] }\n',
    ],
    ['Vector', 'sources:\n  k: { type: kubernetes_logs }\n  f: { type: file, include: [/srv/a/*.log] }\n'],
  ];
  for (const [agent, text] of both) {
    it(`reads the pods and the other files of ${agent}`, () => assert.deepEqual(converted(text).include, bothRead));
  }

  it('reads the pods of each path, and not every combination of names', () => {
    const paths = '/var/log/containers/web-*_shop_*.log,/var/log/containers/api-*.log';
    const { include, pod, namespace } = converted(`[INPUT]\n  Name tail\n  Path ${paths}\n`);
    assert.deepEqual(include, ['/var/log/pods/shop_web-*_*/*/*.log', '/var/log/pods/*_api-*_*/*/*.log']);
    assert.deepEqual([pod, namespace], [undefined, undefined]);
  });

  it('limits the transforms of an input with pod names to these pods', () => {
    const { transforms, lost } = converted(
      [
        'filebeat.inputs:',
        '  - { type: container, paths: ["/var/log/containers/api-*_prod_*.log"], exclude_lines: [DEBUG] }',
        '  - { type: log, paths: [/srv/a/*.log] }',
      ].join('\n'),
    );
    assert.deepEqual(transforms, [{ match: { namespace: ['prod'], pod: ['api-*'] }, drop: [{ message: 'DEBUG' }] }]);
    assert.deepEqual(lost, []);
  });

  it('drops no line of one input because of a filter of another', () => {
    const { transforms, lost } = converted(
      [
        'filebeat.inputs:',
        '  - { type: container, paths: ["/var/log/containers/*.log"] }',
        '  - { type: log, paths: [/srv/a/*.log], include_lines: [ERR], json: { keys_under_root: true } }',
      ].join('\n'),
    );
    assert.deepEqual(transforms, [{ json: { merge: true } }]);
    assert.deepEqual(
      lost.map((one) => one.slice(0, 30)),
      ['3: keep of this input is omitt', '3: json of this input: for all'],
    );
  });
});

describe('a conversion of the routes of Fluent Bit', () => {
  const fluentBit = (...filters: readonly string[]) =>
    converted(
      [
        '[INPUT]\n  Name tail\n  Tag kube.*\n  Path /var/log/containers/*.log\n  Read_from_Head on',
        ...filters,
        '[OUTPUT]\n  Name stdout\n  Match kube.*',
        '[OUTPUT]\n  Name null\n  Match prod.*',
      ].join('\n'),
    );
  const retag = (rule: string) => `[FILTER]\n  Name rewrite_tag\n  Match kube.*\n  Rule ${rule}`;
  const NAMESPACE = "$kubernetes['namespace_name']";

  it('has a match for each tag that rewriting gives to names', () => {
    const { sinks, lost } = fluentBit(retag(`${NAMESPACE} ^(prod)$ prod.$TAG false`));
    assert.deepEqual(
      sinks.map(({ match }) => match),
      [{ namespace: ['!prod'] }, { namespace: ['prod'] }],
    );
    assert.deepEqual(lost, []);
  });

  it('keeps the first tag for records that keep it', () => {
    const { sinks } = fluentBit(retag("$kubernetes['labels']['team'] pay prod.$TAG[1] true"));
    assert.deepEqual(
      sinks.map(({ match }) => match),
      [undefined, { labels: { team: ['*pay*'] } }],
    );
  });

  it('reports a tag for other fields as lost', () => {
    const { lost } = fluentBit(retag('$log ERROR prod.$TAG false'));
    assert.match(lost.join('\n'), /the tag prod\.\$TAG for \$log ERROR/);
    assert.match(lost.join('\n'), /the output is for prod\.\*/);
  });

  it('drops the logs with the names in grep', () => {
    const grep = (rule: string) => fluentBit(`[FILTER]\n  Name grep\n  Match *\n  ${rule}`).transforms;
    assert.deepEqual(grep(`Exclude ${NAMESPACE} ^(dev|test)$`), [
      { match: { namespace: ['dev', 'test'] }, drop: [{ message: '^' }] },
    ]);
    assert.deepEqual(grep(`Regex ${NAMESPACE} ^prod-`), [
      { match: { namespace: ['!prod-*'] }, drop: [{ message: '^' }] },
    ]);
  });

  it('extracts pod names from tags that contain them', () => {
    const { sinks } = converted(
      '[INPUT]\n  Name tail\n  Tag kube.<namespace_name>.<pod_name>\n  Path /var/log/containers/*.log\n[OUTPUT]\n  Name stdout\n  Match kube.shop.*\n',
    );
    assert.deepEqual(sinks, [{ type: 'stdout', match: { namespace: ['shop'] } }]);
  });

  it('converts the rate of a throttle with its interval', () => {
    const { transforms } = fluentBit('[FILTER]\n  Name throttle\n  Match *\n  Rate 600\n  Window 2\n  Interval 1m');
    assert.deepEqual(transforms, [{ rateLimit: { lines: 10, burst: '2m', action: 'drop' } }]);
  });

  it('turns the parsers of a filter into parse, from this file or the default file of Fluent Bit', () => {
    const parser =
      '[PARSER]\n  Name mine\n  Format regex\n  Regex ^(?<time>\\S+) (?<text>.*)$\n  Time_Key time\n  Time_Format %Y-%m-%dT%H:%M:%S';
    const filter = (name: string) => `[FILTER]\n  Name parser\n  Match *\n  Key_Name log\n  Parser ${name}`;
    assert.deepEqual(fluentBit(parser, filter('mine')).transforms, [
      { parse: { regex: '^(?<time>\\S+) (?<text>.*)$', lift: { message: [], time: ['time'] } } },
    ]);
    assert.deepEqual(fluentBit(filter('nginx')).transforms, [{ parse: { form: 'nginx' } }]);
  });
});

describe("a conversion of Filebeat's conditions", () => {
  const dropped = (condition: string) => {
    const { transforms, lost } = converted(
      `filebeat.inputs: []\nprocessors: [{ drop_event: { when: ${condition} } }]\n`,
    );
    return { transforms, lost };
  };
  const cases: readonly (readonly [condition: string, transforms: unknown])[] = [
    [
      '{ equals: { kubernetes.namespace: kube-system } }',
      [{ match: { namespace: ['kube-system'] }, drop: [{ message: '^' }] }],
    ],
    [
      '{ and: [{ contains: { kubernetes.pod.name: canary } }, { regexp: { message: "^DEBUG" } }] }',
      [{ match: { pod: ['*canary*'] }, drop: [{ message: '^DEBUG' }] }],
    ],
    [
      '{ or: [{ contains: { message: a } }, { equals: { stream: stderr } }] }',
      [{ drop: [{ message: 'a' }, { stream: 'stderr' }] }],
    ],
    ['{ not: { contains: { message: keep } } }', [{ keep: [{ message: 'keep' }] }]],
    [
      '{ not: { equals: { kubernetes.labels.app: web } } }',
      [{ match: { labels: { app: ['!web'] } }, drop: [{ message: '^' }] }],
    ],
  ];
  for (const [condition, transforms] of cases) {
    it(`drops records that match ${condition}`, () => assert.deepEqual(dropped(condition), { transforms, lost: [] }));
  }

  it('reports a condition that podtail cannot express as lost', () => {
    assert.match(dropped('{ range: { http.response.code: { gte: 400 } } }').lost.join(), /the processor drop_event/);
  });

  it('writes nested fields under names with dots', () => {
    const { labels } = converted('filebeat.inputs: []\nfields: { a: { b: c, list: [1, 2] }, none: "" }\n');
    assert.deepEqual(labels, { 'a.b': 'c', 'a.list': '1,2' });
  });
});
