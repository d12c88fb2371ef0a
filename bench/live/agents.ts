import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../test/e2e/find-program.js';
import { serverFolder } from '../../test/e2e/servers/server-build.js';
import { VLAGENT_VERSION, vlagentBuild } from './vlagent-build.js';

/** Where an agent finds what it needs for one run. */
interface AgentPlace {
  /** The glob of all logs, and the folder that their links lead into. */
  readonly logs: string;
  readonly containers: string;
  /** A folder of its own, for state and configuration. */
  readonly state: string;
  /** The receiver's address: `http://127.0.0.1:1234`. */
  readonly url: string;
  readonly compresses: boolean;
}

/** How an agent is started. */
export interface AgentCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Files that it reads, by their names in `state`. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A shipper that is measured. */
export interface Agent {
  readonly name: string;
  readonly version: string;
  /** What it sends, and what it attaches to each line, for the table's reader. */
  readonly does: string;
  command(place: AgentPlace): AgentCommand;
}

/** podtail of a checkout that is built. */
export function podtailOf(checkout: string, name: string, node: string = process.execPath): Agent {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
  const runtime = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  return {
    name,
    version: `${version}, Node.js ${runtime}`,
    does: 'JSON lines over HTTP; namespace, pod, uid, container and restart on each line',
    command: ({ logs, containers, state, url, compresses }) => ({
      program: node,
      args: [
        join(checkout, 'bin', 'podtail.js'),
        ...['--config', join(state, 'podtail.yaml'), '--include', logs, '--allow-target', containers],
        ...['--allow-target', logs.slice(0, logs.indexOf('/*')), '--state-dir', join(state, 'state')],
      ],
      files: {
        'podtail.yaml': JSON.stringify({ sinks: [{ type: 'http', url, compression: compresses ? 'auto' : 'none' }] }),
      },
    }),
  };
}

/** The peers that can be started here: those that were built, and those on the PATH. */
export function peersHere(): Agent[] {
  return [vlagent(), fluentBit(), collector(), rsyslog()].filter((agent) => agent !== undefined);
}

/** An agent of the reader's own. `{logs}`, `{state}` and `{url}` in its command are filled in. */
export function agentOf(definition: string): Agent {
  const [, name, command] = /^([\w.-]+)=(.+)$/.exec(definition) ?? [];
  if (name === undefined || command === undefined) {
    throw new Error(
      `--agent is '${definition}', expected NAME=COMMAND, as in my-agent='agent --logs {logs} --to {url}'`,
    );
  }
  const [program, ...args] = command.split(/\s+/);
  return {
    name,
    version: 'as given',
    does: command,
    command: ({ logs, state, url }) => ({
      program: program!,
      args: args.map((arg) => arg.replaceAll('{logs}', logs).replaceAll('{state}', state).replaceAll('{url}', url)),
    }),
  };
}

function vlagent(): Agent | undefined {
  const onPath = findProgram('vlagent');
  const program = onPath ?? builtProgram(join(serverFolder(vlagentBuild), 'vlagent'));
  if (program === undefined) return undefined;
  return {
    name: 'vlagent',
    version: onPath === undefined ? VLAGENT_VERSION : versionOf(onPath, ['-version'], /v\d+\.\d+\.\d+/),
    does: 'JSON lines over HTTP, always compressed with zstd; the file name on each line, no pod metadata',
    command: ({ logs, state, url }) => ({
      program,
      args: [
        `-fileCollector.glob=${logs}`,
        '-fileCollector.refreshInterval=1s',
        `-tmpDataPath=${join(state, 'data')}`,
        `-remoteWrite.url=${url}/insert/jsonline`,
        ...['-remoteWrite.format=jsonline', '-httpListenAddr=127.0.0.1:0', '-loggerLevel=ERROR'],
      ],
    }),
  };
}

function fluentBit(): Agent | undefined {
  const program = findProgram('fluent-bit');
  if (program === undefined) return undefined;
  return {
    name: 'fluent-bit',
    version: versionOf(program, ['--version'], /v\d+\.\d+\.\d+/),
    does: 'JSON lines over HTTP; no pod metadata',
    command: ({ logs, state, url, compresses }) => ({
      program,
      args: ['--quiet', '--config', join(state, 'fluent-bit.yaml')],
      files: {
        'fluent-bit.yaml': JSON.stringify({
          service: { flush: 1, log_level: 'error' },
          parsers: [
            { name: 'docker', format: 'json', time_key: 'time', time_format: '%Y-%m-%dT%H:%M:%S.%L', time_keep: true },
          ],
          pipeline: {
            inputs: [
              {
                name: 'tail',
                path: logs,
                parser: 'docker',
                read_from_head: true,
                db: join(state, 'tail.db'),
                refresh_interval: 1,
              },
            ],
            outputs: [
              {
                ...{ name: 'http', match: '*', host: '127.0.0.1', port: Number(new URL(url).port), uri: '/' },
                ...{ format: 'json_lines', retry_limit: 'no_limits', ...(compresses ? { compress: 'gzip' } : {}) },
              },
            ],
          },
        }),
      },
    }),
  };
}

function collector(): Agent | undefined {
  const program = findProgram('otelcol-contrib') ?? findProgram('otelcol');
  if (program === undefined) return undefined;
  return {
    name: 'otelcol',
    version: versionOf(program, ['--version'], /v?\d+\.\d+\.\d+/),
    does: 'OTLP over HTTP; pod metadata from the path',
    command: ({ logs, state, url, compresses }) => ({
      program,
      args: ['--config', join(state, 'otelcol.yaml')],
      files: {
        'otelcol.yaml': JSON.stringify({
          extensions: { file_storage: { directory: state } },
          receivers: {
            file_log: {
              ...{ include: [logs], start_at: 'beginning', include_file_path: true, storage: 'file_storage' },
              operators: [{ type: 'container' }],
            },
          },
          processors: { batch: { send_batch_size: 8192, timeout: '1s' } },
          exporters: { otlphttp: { logs_endpoint: `${url}/v1/logs`, compression: compresses ? 'zstd' : 'none' } },
          service: {
            extensions: ['file_storage'],
            telemetry: { logs: { level: 'error' }, metrics: { level: 'none' } },
            pipelines: { logs: { receivers: ['file_log'], processors: ['batch'], exporters: ['otlphttp'] } },
          },
        }),
      },
    }),
  };
}

function rsyslog(): Agent | undefined {
  const program = findProgram('rsyslogd');
  if (program === undefined) return undefined;
  return {
    name: 'rsyslog',
    version: versionOf(program, ['-v'], /\d+\.\d{4}\.\d+/),
    does: 'the line as it stands, to Elasticsearch in bulk; no pod metadata, Docker JSON not parsed',
    command: ({ logs, state, url }) => ({
      program,
      args: ['-n', '-i', 'NONE', '-f', join(state, 'rsyslog.conf')],
      files: {
        'rsyslog.conf': [
          'module(load="imfile" mode="inotify")',
          'module(load="omelasticsearch")',
          `global(workDirectory="${state}" maxMessageSize="1m")`,
          `input(type="imfile" file="${logs}" tag="pod" freshStartTail="off")`,
          'template(name="record" type="list" option.jsonf="on") { property(outname="message" name="msg" format="jsonf") }',
          `action(type="omelasticsearch" server="127.0.0.1" serverport="${new URL(url).port}" template="record" searchIndex="logs"`,
          '  searchType="" bulkmode="on" maxbytes="1m" queue.type="LinkedList" queue.dequeueBatchSize="1024" action.resumeRetryCount="-1")',
          '',
        ].join('\n'),
      },
    }),
  };
}

function builtProgram(path: string): string | undefined {
  try {
    execFileSync(path, ['-version'], { stdio: 'ignore' });
    return path;
  } catch {
    return undefined;
  }
}

function versionOf(program: string, args: readonly string[], pattern: RegExp): string {
  const text = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  return pattern.exec(text)?.[0] ?? 'unknown version';
}
