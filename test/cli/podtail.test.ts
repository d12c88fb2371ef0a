import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startPodtail } from '../support/podtail-process.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('podtail, the command', () => {
  it('prints its version', () => {
    const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };
    assert.deepEqual(podtail(['--version']), { status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('shows its commands, options and examples, in English whatever the locale', () => {
    const { status, stdout, stderr } = podtail(['--help'], { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' });
    assert.deepEqual([status, stderr], [0, '']);
    for (const command of ['podtail run', 'podtail check', 'podtail files', 'podtail schema', 'podtail - ']) {
      assert.ok(stdout.includes(`\n  ${command}`), command);
    }
    assert.match(stdout, /^ {2}-c, --config +YAML configuration file/m);
    assert.match(stdout, /--format +Format of the lines \(auto, docker, cri, raw\) +\[value\] \[default: auto\]$/m);
    assert.match(stdout, /^Examples:$/m);
  });

  it('shows the options of one command', () => {
    const { status, stdout } = podtail(['files', '--help']);
    assert.equal(status, 0);
    assert.match(stdout, /--json +Print JSON/);
    assert.doesNotMatch(stdout, /--log-level/);
  });

  const listed: readonly [command: string, ...options: string[]][] = [
    [
      'files',
      ...[
        'allow-hard-links',
        'allow-target',
        'config',
        'container',
        'exclude',
        'explain',
        'format',
        'include',
        'include-own-log',
        'json',
      ],
      ...['metadata', 'namespace', 'pod', 'start-at', 'state-dir', 'wide'],
    ],
    ['positions', 'allow-hard-links', 'allow-target', 'config', 'include', 'json', 'state-dir', 'wide'],
    ['template', 'config', 'install', 'sink', 'url'],
    ['try', 'config', 'format', 'label', 'metadata', 'no-color', 'schema', 'sink', 'url'],
    ['replay', 'config', 'log-level', 'sink', 'url'],
  ];
  for (const [command, ...options] of listed) {
    it(`lists only the options that affect ${command}`, () => {
      const { stdout } = podtail([command, '--help']);
      const names = [...stdout.matchAll(/^ {2}(?:-\w, | {4})--([\w-]+) /gm)].map(([, name]) => name!);
      assert.deepEqual(names.filter((name) => name !== 'help' && name !== 'version').sort(), options);
    });
  }

  const refused: readonly [args: readonly string[], ...lines: string[]][] = [
    [['--pdo', 'x'], "podtail: unknown option '--pdo'; did you mean '--pod'? (see podtail --help)"],
    [['chekc'], "podtail: unknown command 'chekc'; did you mean 'check'? (see podtail --help)"],
    [['help', 'chekc'], "podtail: unknown command 'chekc'; did you mean 'check'? (see podtail --help)"],
    [['files', '--wid'], "podtail: unknown option '--wid'; did you mean '--wide'? (see podtail files --help)"],
    [['replay'], 'podtail: the command replay needs a FILE (see podtail replay --help)'],
    [['convert', '/nowhere/x.yaml'], 'podtail: cannot read /nowhere/x.yaml: there is no such file'],
    [['--sink', 'kafka'], "podtail: --sink: expected stdout, http, loki, elasticsearch, otlp or null, found 'kafka'"],
    [['--log-level', 'loud'], "podtail: --log-level: expected error, warn or info, found 'loud'"],
    [
      ['check', '--format=json', '--start-at', 'now'],
      "podtail: --format: expected auto, docker, cri or raw, found 'json'",
      "podtail: --start-at: expected beginning or end, found 'now'",
    ],
    [
      ['files', '-c', '/nowhere/podtail.yaml'],
      'podtail: /nowhere/podtail.yaml: cannot read the configuration: there is no such file',
    ],
  ];
  for (const [args, ...lines] of refused) {
    it(`refuses '${args.join(' ')}' with exit status 2`, () => {
      assert.deepEqual(podtail(args), { status: 2, stdout: '', stderr: `${lines.join('\n')}\n` });
    });
  }

  it('prints the help of a command for help and its name', () => {
    assert.deepEqual(podtail(['help', 'files']), podtail(['files', '--help']));
    assert.deepEqual(podtail(['help']), podtail(['--help']));
  });

  it('checks a file that the variable or the option names, and prints the resulting configuration', (test) => {
    const file = join(temporaryFolder(test), 'podtail.yaml');
    writeFileSync(file, 'format: raw # a comment\n');
    const byOption = podtail(['check', '-c', file, '--pod', '!x*', 'y', '--label', 'a=b']);
    assert.deepEqual([byOption.status, byOption.stderr], [0, '']);
    assert.match(byOption.stdout, /^pod:\n {2}- "!x\*"\n {2}- y\n/m);
    assert.match(byOption.stdout, /^labels:\n {2}a: b\n/m);
    assert.match(byOption.stdout, /^format: raw$/m);
    assert.match(podtail(['check'], { PODTAIL_CONFIG: file }).stdout, /^format: raw$/m);
  });

  it('warns about unknown variables', () => {
    const { status, stderr } = podtail(['check'], { PODTAIL_SNIK: 'x' });
    assert.equal(status, 0);
    assert.equal(stderr, 'podtail: PODTAIL_SNIK: unknown variable, ignored; did you mean PODTAIL_SINK?\n');
  });

  it('prints the JSON Schema', () => {
    const { status, stdout } = podtail(['schema']);
    assert.equal(status, 0);
    assert.equal((JSON.parse(stdout) as { additionalProperties: boolean }).additionalProperties, false);
  });

  it('lists files, as a table and as JSON', (test) => {
    const folder = temporaryFolder(test);
    const path = podLog(folder);
    const table = podtail(['files', '--include', path]);
    assert.deepEqual([table.status, table.stderr], [0, '']);
    assert.equal(
      table.stdout,
      'LOG               RESTART  BYTES  LAG  STATE\nshop/web-1/nginx  3        46     46   read\n',
    );
    const wide = podtail(['files', '--wide', '--include', path]);
    assert.match(wide.stdout, /^NAMESPACE +POD +CONTAINER +RESTART +FORMAT +BYTES .*\nshop +web-1 +nginx +3 +cri +46 /);
    const json = JSON.parse(podtail(['files', '--json', '--include', path]).stdout) as { path: string }[];
    assert.deepEqual(
      json.map((listing) => listing.path),
      [path],
    );
    const none = podtail(['files', '--include', `${folder}/none*.log`]);
    assert.deepEqual(none, { status: 0, stdout: '', stderr: `podtail: no log file matches ${folder}/none*.log\n` });
    const excluded = podtail(['files', '--include', path, '--namespace', 'nope', '--pod', '!web-*']);
    assert.equal(
      excluded.stderr,
      'podtail: no log file is read: 1 log matches include, all excluded by --namespace, --pod; podtail files --explain PATH shows the reasons\n',
    );
  });

  it('runs once, and ends with a summary line of counters', (test) => {
    const path = podLog(temporaryFolder(test));
    const { status, stdout, stderr } = podtail(['--once', '--include', path]);
    assert.equal(status, 0);
    assert.equal((JSON.parse(stdout) as { message: string }).message, 'hello');
    const last = JSON.parse(stderr.trim().split('\n').at(-1)!) as { level: string; msg: string; records: number };
    assert.deepEqual([last.level, last.msg, last.records], ['info', 'finished', 1]);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`stops at ${signal} with exit status 0, and logs a summary`, async (test) => {
      const process = startPodtail(['--include', podLog(temporaryFolder(test))], { test });
      await process.records(1);
      process.signal(signal);
      assert.deepEqual(await process.exit(), { code: 0, signal: null });
      assert.match(process.log.at(-1)!, /"records":1,.*"msg":"finished"/);
    });
  }

  it('ships standard input', () => {
    const { status, stdout } = podtail(['-', '--format', 'raw', '--metadata', 'pod=web'], {}, 'hello\nthere\n');
    assert.equal(status, 0);
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { pod: string; message: string });
    assert.deepEqual(
      records.map(({ pod, message }) => [pod, message]),
      [
        ['web', 'hello'],
        ['web', 'there'],
      ],
    );
  });
});

/** Writes one CRI line where the kubelet would, and says where. */
function podLog(folder: string): string {
  const container = join(folder, 'shop_web-1_2681cb7f-daa4-4620-bb60-1d449709181c', 'nginx');
  mkdirSync(container, { recursive: true });
  writeFileSync(join(container, '3.log'), '2023-11-06T16:08:12.123456789Z stdout F hello\n');
  return join(container, '3.log');
}

function podtail(args: readonly string[], variables: NodeJS.ProcessEnv = {}, input = '') {
  const { PATH } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repositoryRoot, 'bin/podtail.js'), ...args], {
    encoding: 'utf8',
    env: { PATH, ...variables },
    input,
  });
  return { status, stdout, stderr };
}
