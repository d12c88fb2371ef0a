import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { parse } from 'yaml';
import { choicesAt, configJsonSchema, schemaAt } from '../../src/config/json-schema.js';
import { type ConfigSources, createConfig, loadConfig } from '../../src/config/load.js';
import { formatConfig } from '../../src/config/print.js';
import { formatProblem } from '../../src/config/problem.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const URL_FORM =
  'a URL such as http://host:port/path, https://… or http+unix://%2Fpath%2Fof.sock/path, without user and password (set them in auth)';
const SINK_TYPES = 'stdout, http, loki, elasticsearch, otlp or null';

describe('the sinks of a configuration', () => {
  it('have defaults for all keys but their type and URL', async (test) => {
    const [sink] = (await load(test, 'sinks: [{ type: loki, url: "http://loki:3100" }]')).sinks;
    assert.deepEqual(sink, {
      type: 'loki',
      name: 'loki',
      optional: false,
      url: 'http://loki:3100',
      encoding: 'protobuf',
      labels: { namespace: '${namespace}', pod: '${pod}', container: '${container}', stream: '${stream}' },
      maxLineBytes: 262_144,
      structuredMetadata: true,
      lateLabel: 'late',
      compression: { gzip: 3 },
      headers: {},
      tls: { insecureSkipVerify: false },
      proxy: 'environment',
      timeouts: { connect: 10_000, headers: 30_000, body: 30_000 },
      lanes: 4,
      batch: { bytes: 1_048_576, records: 10_000, timeout: 1000 },
      retry: { initial: 500, max: 30_000, giveUpAfter: 'never' },
      deadLetters: { maxBytes: 268_435_456 },
    });
  });

  it('cause a warning if VictoriaLogs would drop long lines silently', () => {
    const warningsOf = (url: string, limits = {}) => {
      const result = createConfig({ limits, sinks: [{ type: 'http', url }] });
      return result.ok ? result.warnings.length : assert.fail(JSON.stringify(result.problems));
    };
    const jsonline = 'http://vl:9428/insert/jsonline?_msg_field=message';
    assert.equal(warningsOf(jsonline), 1);
    assert.equal(warningsOf(jsonline, { maxLineBytes: '40KiB' }), 0);
    assert.equal(warningsOf('http://vl:9428/insert/elasticsearch'), 1);
    assert.equal(warningsOf('http://logs/in'), 0);
  });

  it('must not send an array to a path of VictoriaLogs that does not store arrays', async () => {
    for (const [url, body, ok] of [
      ['http://vl:9428/insert/jsonline?_msg_field=message', 'array', false],
      ['http://vl:9428/insert/jsonline', 'array', false],
      ['http://vl:9428/insert/jsonline', 'ndjson', true],
      ['http://vl:9428/other', 'array', true],
    ] as const) {
      const result = createConfig({ sinks: [{ type: 'http', url, body }] });
      assert.equal(result.ok, ok, url);
      if (result.ok) continue;
      assert.match(formatProblem(result.problems[0]!), /sinks\[0\]\.body: expected ndjson: VictoriaLogs' jsonline/);
    }
  });

  it('can be several, each with a unique name', async (test) => {
    const yaml = 'sinks: [{ type: stdout }, { type: http, url: "http://a" }, { type: http, name: b, url: "http://b" }]';
    assert.deepEqual(
      (await load(test, yaml)).sinks.map(({ name }) => name),
      ['stdout', 'http', 'b'],
    );
  });

  it('can have credentials, in the file or in separate files', async (test) => {
    const authOf = async (auth: string) => {
      const [sink] = (await load(test, `sinks: [{ type: http, url: "http://a", auth: ${auth} }]`)).sinks;
      return sink?.type === 'http' ? sink.auth : undefined;
    };
    assert.deepEqual(await authOf('{ basic: { user: me, password: secret } }'), {
      kind: 'basic',
      user: 'me',
      password: { text: 'secret' },
    });
    assert.deepEqual(await authOf('{ bearer: { tokenFile: /token } }'), { kind: 'bearer', token: { file: '/token' } });
    assert.deepEqual(await authOf('{ apiKey: { keyFile: /key } }'), { kind: 'apiKey', key: { file: '/key' } });
  });

  it('have one or more addresses for Elasticsearch', async (test) => {
    const urlOf = async (url: string) => {
      const [sink] = (await load(test, `sinks: [{ type: elasticsearch, url: ${url} }]`)).sinks;
      return sink?.type === 'elasticsearch' ? sink.url : undefined;
    };
    assert.deepEqual(await urlOf('"http://[::1]:9200"'), ['http://[::1]:9200']);
    assert.deepEqual(await urlOf('["https://a:9200", "https://b:9200"]'), ['https://a:9200', 'https://b:9200']);
  });

  it('can be a single one from options and variables', async () => {
    const { sinks } = await effective({
      environment: { PODTAIL_SINK: 'loki' },
      options: { url: 'http+unix://%2Frun%2Floki.sock/push' },
    });
    assert.deepEqual(
      sinks.map((sink) => (sink.type === 'loki' ? sink.url : sink.type)),
      ['http+unix://%2Frun%2Floki.sock/push'],
    );
  });

  it('keep the keys of the file for a single sink if an option sets its URL, but not if it sets another type', async (test) => {
    const file = yamlFile(test, 'sinks: [{ type: http, lanes: 2 }]');
    const same = await effective({ file, options: { url: 'http://a' } });
    assert.deepEqual([same.sinks[0]?.type, same.sinks[0]?.lanes], ['http', 2]);
    const other = await effective({ file, options: { sink: 'otlp', url: 'http://a' } });
    assert.deepEqual([other.sinks[0]?.type, other.sinks[0]?.lanes], ['otlp', 4]);
  });
});

describe('an invalid sink is refused', () => {
  const problems: readonly [sink: string, ...problems: string[]][] = [
    ['type: http', `2:5: sinks[0].url: expected ${URL_FORM}, found nothing`],
    ['type: http\n    url: ftp://a', `3:10: sinks[0].url: expected ${URL_FORM}, found 'ftp://a'`],
    ['type: http\n    url: http://me:x@a', `3:10: sinks[0].url: expected ${URL_FORM}, found 'http://***@a'`],
    ['type: http\n    url: http://${host}/', `3:10: sinks[0].url: expected ${URL_FORM}, found 'http://\${host}/'`],
    [
      'type: http\n    url: http://a\n    laens: 3',
      "4:5: unknown key 'sinks[0].laens'; did you mean 'sinks[0].lanes'?",
    ],
    ['type: stdout\n    lanes: 3', '3:12: sinks[0].lanes: expected a whole number from 1 to 1, found the number 3'],
    [
      'type: http\n    url: http://a\n    retry: { max: 1ms }',
      "4:19: sinks[0].retry.max: expected at least retry.initial, found '1ms'",
    ],
    [
      'type: http\n    url: http://a\n    retry: { giveUpAfter: soon }',
      "4:27: sinks[0].retry.giveUpAfter: expected never or a duration of at least 1s, found 'soon'",
    ],
    [
      'type: http\n    url: http://a\n    auth: { basic: { user: a, password: b }, bearer: { token: c } }',
      '4:11: sinks[0].auth: expected one of basic, bearer and apiKey, found a mapping',
    ],
    [
      'type: http\n    url: http://a\n    auth: { bearer: {} }',
      '4:21: sinks[0].auth.bearer: expected either token or tokenFile, found a mapping',
    ],
    [
      'type: http\n    url: http://a\n    tls: { cert: a.pem }',
      '4:10: sinks[0].tls: expected cert and key, or neither, found a mapping',
    ],
    [
      'type: http\n    url: http://a\n    headers: { "a b": c }',
      "4:23: sinks[0].headers.a b: expected the name of a header, found '***'",
    ],
    [
      'type: http\n    url: http://a\n    compression: lz4',
      "4:18: sinks[0].compression: expected none, auto, gzip, zstd, { gzip: 1 to 9 } or { zstd: 1 to 19 }, found 'lz4'",
    ],
    [
      'type: loki\n    url: http://a\n    tenant: ${namspace}',
      "4:13: sinks[0].tenant: expected ${namespace} in place of ${namspace}, found '${namspace}'",
    ],
    [
      'type: elasticsearch\n    url: http://a\n    index: logs-${stream}',
      "4:12: sinks[0].index: expected placeholders of ${namespace}, ${pod}, ${uid}, ${container}, ${restart}, ${container_id}, ${node}, ${path}, ${labels.NAME}, ${annotations.NAME}, found 'logs-${stream}'",
    ],
    [
      'type: elasticsearch\n    url: http://a\n    index: logs-${date:day}',
      "4:12: sinks[0].index: expected a date as ${date:yyyy.MM.dd}, found 'logs-${date:day}'",
    ],
    [
      'type: http\n    url: http://a\n  - type: http\n    url: http://b',
      "4:5: sinks[1].name: expected a unique name (taken: http), found the default 'http'",
    ],
    [
      'type: http\n    url: http://a\n    name: ../x',
      "4:11: sinks[0].name: expected a name of at most 64 letters, digits, dots, - and _, found '../x'",
    ],
    [
      'type: http\n    url: http://a\n    headers: { Authorization: "Bearer ${NO_SUCH}" }',
      '4:31: sinks[0].headers.Authorization: expected an environment variable NO_SUCH, found none',
    ],
  ];
  for (const [sink, ...lines] of problems) {
    it(JSON.stringify(sink), async (test) => {
      const file = yamlFile(test, `sinks:\n  - ${sink}\n`);
      assert.deepEqual(
        (await problemLines({ file, environment: {} })).map((line) => line.replace(`${file}:`, '')),
        lines,
      );
    });
  }

  it('that has more labels than Loki accepts (34: Loki label explosion)', async (test) => {
    const labels = Array.from({ length: 16 }, (_, number) => `label${number}: text`);
    const file = yamlFile(test, `sinks: [{ type: loki, url: "http://a", labels: { ${labels.join(', ')} } }]`);
    const [line] = await problemLines({ file });
    assert.match(
      line ?? '',
      /sinks\[0\]\.labels: expected at most 15 labels, the limit of Loki; all other fields are structured metadata/,
    );
    const fifteen = yamlFile(
      test,
      `sinks: [{ type: loki, url: "http://a", labels: { ${labels.slice(1).join(', ')} } }]`,
    );
    assert.deepEqual(await problemLines({ file: fifteen }), []);
  });

  it('from options without its URL or type', async () => {
    assert.deepEqual(await problemLines({ options: { sink: 'loki' } }), [
      `--sink: --url is missing: expected ${URL_FORM}, found nothing`,
    ]);
    assert.deepEqual(await problemLines({ options: { url: 'http://a' } }), [
      `--url: --sink is missing: expected ${SINK_TYPES}, found nothing`,
    ]);
  });
});

describe('a printed sink', () => {
  it('shows no secret, and shows values of the environment by their variable', async (test) => {
    const yaml = `sinks:
  - type: http
    url: https://\${HOST}/push?token=abc
    headers: { X-Scope: "\${TENANT}", X-Key: abc }
    auth: { basic: { user: me, password: abc } }
    proxy: http://me:abc@proxy:3128
  - type: elasticsearch
    url: [http://a, "http://b/?key=abc"]
    auth: { apiKey: { keyFile: /key } }
  - type: otlp
    url: http://c
    auth: { bearer: { token: "\${TOKEN}" } }
labels: { cluster: "\${TENANT}" }
`;
    const environment = { HOST: 'secret-host', TENANT: 'secret-tenant', TOKEN: 'secret-token' };
    const result = await loadConfig({ file: yamlFile(test, yaml), environment });
    assert.ok(result.ok);
    const printed = formatConfig(result.config, result.references);
    assert.doesNotMatch(printed, /abc|secret/);
    assert.match(printed, /url: https:\/\/\$\{HOST\}\/push\?token=/);
    assert.match(printed, /X-Scope: \$\{TENANT\}\n {6}X-Key: "\*\*\*"/);
    assert.match(printed, /password: "\*\*\*"/);
    assert.match(printed, /proxy: http:\/\/\*\*\*@proxy:3128/);
    assert.match(printed, /token: \$\{TOKEN\}/);
    assert.match(printed, /keyFile: \/key/);
    assert.match(printed, /cluster: \$\{TENANT\}/);
  });

  it('loads as the same sink', () => {
    const result = createConfig({
      sinks: [
        { type: 'null' },
        { type: 'http', url: 'http://a', compression: 'gzip', auth: { bearer: { tokenFile: '/t' } } },
        { type: 'elasticsearch', url: ['http://a', 'http://b'], index: 'logs-${namespace}', compression: { gzip: 9 } },
        { type: 'loki', url: 'http://a', retry: { giveUpAfter: '1h' }, tenant: '${namespace}' },
      ],
    });
    assert.ok(result.ok);
    const again = createConfig(parse(formatConfig(result.config)));
    assert.deepEqual(again.ok && again.config, result.config);
  });
});

it('the JSON Schema distinguishes the types of sinks', () => {
  const schema = configJsonSchema();
  assert.deepEqual(choicesAt(schema, ['sinks', 0, 'type']), [
    'stdout',
    'http',
    'loki',
    'elasticsearch',
    'otlp',
    'null',
  ]);
  const path = ['sinks', 0, 'encoding'];
  assert.equal(schemaAt(schema, path, { sinks: [{ type: 'loki' }] })?.default, 'protobuf');
  assert.equal(schemaAt(schema, path, { sinks: [{ type: 'http' }] }), undefined);
});

function yamlFile(test: TestContext, text: string): string {
  const path = join(temporaryFolder(test), 'podtail.yaml');
  writeFileSync(path, text);
  return path;
}

const load = (test: TestContext, yaml: string) => effective({ file: yamlFile(test, yaml) });

async function effective(sources: ConfigSources) {
  const result = await loadConfig(sources);
  assert.ok(result.ok, result.ok ? '' : result.problems.map(formatProblem).join('\n'));
  return result.config;
}

async function problemLines(sources: ConfigSources): Promise<string[]> {
  const result = await loadConfig(sources);
  return result.ok ? [] : result.problems.map(formatProblem);
}
