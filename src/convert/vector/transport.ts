import type { ConversionInProgress, Values } from '../conversion.js';
import { durationText } from '../duration.js';
import { setTls } from '../set-tls.js';
import type { Section } from '../source-section.js';

/** Converts the settings that all sinks share: authentication, TLS, batches, retries. */
export function convertTransport(section: Section, sink: Values, { lost, note }: ConversionInProgress): void {
  convertAuth(section.section('auth'), sink, lost);
  convertTls(section.section('tls'), sink, note);
  convertBatch(section.section('batch'), sink);
  const request = section.section('request');
  const headers = request?.mapping('headers');
  if (headers !== undefined) sink.headers = { ...(sink.headers as Values | undefined), ...headers };
  const timeout = request?.number('timeout_secs');
  if (timeout !== undefined) sink.timeouts = { headers: `${timeout}s` };
  const concurrency = request?.number('concurrency');
  if (concurrency !== undefined && concurrency > 0 && !['stdout', 'null'].includes(String(sink.type)))
    sink.lanes = Math.min(64, concurrency);
  const [initial, max] = [request?.number('retry_initial_backoff_secs'), request?.number('retry_max_duration_secs')];
  if (initial !== undefined || max !== undefined)
    sink.retry = {
      ...(initial !== undefined && { initial: `${initial}s` }),
      ...(max !== undefined && { max: `${max}s` }),
    };
  if (request?.has('retry_attempts') === true)
    note(request.lineOf('retry_attempts'), 'podtail retries forever, unless retry.giveUpAfter is set', sink);
  if (request?.has('rate_limit_num') === true)
    note(request.lineOf('rate_limit_num'), 'podtail slows down where the server answers 429', sink);
  request?.ignore(
    'retry_attempts',
    'rate_limit_num',
    'rate_limit_duration_secs',
    'adaptive_concurrency',
    'concurrency',
    'retry_jitter_mode',
  );
  const compression = section.text('compression') ?? section.section('compression')?.text('algorithm');
  if (compression !== undefined && !['loki', 'stdout', 'null'].includes(String(sink.type))) {
    if (['none', 'gzip', 'zstd'].includes(compression)) sink.compression = compression;
    else lost(section.lineOf('compression'), `compression ${compression}: podtail has gzip and zstd`, sink);
  }
  const buffer = section.section('buffer');
  if (buffer?.text('type') === 'disk') note(section.lineOf('buffer'), 'the log files are the queue', sink);
  const proxy = section.section('proxy');
  const through = proxy?.text('https') ?? proxy?.text('http');
  if (through !== undefined && proxy?.flag('enabled') !== false) sink.proxy = through;
  proxy?.ignore('enabled', 'no_proxy', 'http', 'https');
  section.ignore('buffer', 'healthcheck', 'acknowledgements', 'healthcheck_uri', 'graph');
}

function convertAuth(auth: Section | undefined, sink: Values, lost: ConversionInProgress['lost']): void {
  if (auth === undefined) return;
  const [strategy, user, token] = [auth.text('strategy') ?? 'basic', auth.text('user'), auth.text('token')];
  const password = auth.text('password');
  if (strategy === 'basic' && user !== undefined) sink.auth = { basic: { user, password: password ?? '' } };
  if (strategy === 'bearer' && token !== undefined) sink.auth = { bearer: { token } };
  if (sink.auth === undefined)
    lost(auth.line, `auth with the strategy ${strategy}: podtail has basic and bearer`, sink);
}

function convertTls(tls: Section | undefined, sink: Values, note: ConversionInProgress['note']): void {
  if (tls === undefined) return;
  setTls(sink, {
    ca: tls.text('ca_file'),
    cert: tls.text('crt_file'),
    key: tls.text('key_file'),
    serverName: tls.text('server_name'),
    insecureSkipVerify: tls.flag('verify_certificate') === false ? true : undefined,
  });
  if (tls.flag('verify_hostname') === false)
    note(tls.lineOf('verify_hostname'), 'podtail verifies the name, unless tls.insecureSkipVerify is set', sink);
  tls.ignore('enabled', 'verify_hostname', 'alpn_protocols');
}

function convertBatch(batch: Section | undefined, sink: Values): void {
  const [bytes, records, timeout] = ['max_bytes', 'max_events', 'timeout_secs'].map((key) => batch?.number(key));
  if (bytes === undefined && records === undefined && timeout === undefined) return;
  sink.batch = {
    ...(sink.batch as Values | undefined),
    ...(bytes !== undefined && { bytes }),
    ...(records !== undefined && { records }),
    ...(timeout !== undefined && { timeout: durationText(Math.round(timeout * 1000)) }),
  };
}
