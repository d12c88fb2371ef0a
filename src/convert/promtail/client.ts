import type { ConversionInProgress, Values } from '../conversion.js';
import { milliseconds } from '../duration.js';
import type { Section } from '../source-section.js';
import { durationOf } from './duration-of.js';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** Maximum number of labels in Loki. */
const MOST_LABELS = 15;

/** Converts a client into a Loki sink. */
export function convertClient(
  client: Section,
  labels: ReadonlyMap<string, string>,
  tenant: string | undefined,
  isOneOfMany: boolean,
  conversion: ConversionInProgress,
): Values {
  const sink: Values = { type: 'loki' };
  const name = client.text('name') ?? (isOneOfMany ? `loki-${conversion.config.sinks.length + 1}` : undefined);
  if (name !== undefined) sink.name = name.replaceAll(/[^\w.-]/g, '-');
  sink.url = client.text('url');
  const all = { ...Object.fromEntries(labels), ...client.mapping('external_labels') };
  sink.labels = legalLabels(all, client.line, sink, conversion);
  const own = client.text('tenant_id') ?? tenant;
  if (own !== undefined) sink.tenant = own;
  convertBatch(client, sink);
  convertAuth(client, sink, conversion);
  convertTls(client, sink);
  convertRetry(client, sink, conversion);
  const timeout = durationOf(client, 'timeout');
  if (timeout !== undefined) sink.timeouts = { headers: timeout };
  const proxy = client.text('proxy_url');
  if (proxy !== undefined) sink.proxy = proxy;
  if (client.flag('proxy_from_environment') !== undefined) client.ignore('no_proxy');
  const headers = client.mapping('headers');
  if (headers !== undefined) sink.headers = headers;
  if (client.flag('drop_rate_limited_batches') === true) {
    conversion.lost(
      client.lineOf('drop_rate_limited_batches'),
      'podtail retries what the server refused with 429',
      sink,
    );
  }
  client.ignore('follow_redirects', 'enable_http2', 'stream_lag_labels');
  return sink;
}

function legalLabels(labels: Values, line: number, sink: Values, { lost }: ConversionInProgress): Values {
  const legal = Object.entries(labels).filter(([name]) => LABEL_NAME.test(name));
  if (legal.length > MOST_LABELS) {
    const left = legal.slice(MOST_LABELS).map(([name]) => name);
    lost(line, `Loki accepts at most ${MOST_LABELS} labels; omitted: ${left.join(', ')}`, sink);
  }
  return Object.fromEntries(legal.slice(0, MOST_LABELS));
}

function convertBatch(client: Section, sink: Values): void {
  const timeout = durationOf(client, 'batchwait');
  const bytes = client.number('batchsize');
  if (timeout === undefined && bytes === undefined) return;
  sink.batch = { ...(bytes !== undefined && { bytes }), ...(timeout !== undefined && { timeout }) };
}

/** `basic_auth`, `bearer_token` and `authorization` of Prometheus' HTTP client. */
function convertAuth(client: Section, sink: Values, conversion: ConversionInProgress): void {
  const basic = client.section('basic_auth');
  if (basic !== undefined) {
    const [password, passwordFile] = [basic.text('password'), basic.text('password_file')];
    const secret = passwordFile === undefined ? { password } : { passwordFile };
    const user = basic.text('username');
    if (user !== undefined && (password ?? passwordFile) !== undefined) sink.auth = { basic: { user, ...secret } };
    else conversion.lost(basic.line, 'a user whose name and password are not both here: set auth.basic', sink);
  }
  const authorization = client.section('authorization');
  authorization?.ignore('type');
  const token = client.text('bearer_token') ?? authorization?.text('credentials');
  const tokenFile = client.text('bearer_token_file') ?? authorization?.text('credentials_file');
  if (tokenFile !== undefined) sink.auth = { bearer: { tokenFile } };
  else if (token !== undefined) sink.auth = { bearer: { token } };
}

/** `tls_config` of Prometheus' HTTP client. */
function convertTls(client: Section, sink: Values): void {
  const tls = client.section('tls_config');
  if (tls === undefined) return;
  const values = {
    ca: tls.text('ca_file'),
    cert: tls.text('cert_file'),
    key: tls.text('key_file'),
    serverName: tls.text('server_name'),
    insecureSkipVerify: tls.flag('insecure_skip_verify'),
  };
  sink.tls = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function convertRetry(client: Section, sink: Values, { note }: ConversionInProgress): void {
  const backoff = client.section('backoff_config');
  if (backoff === undefined) return;
  const [initial, max] = [durationOf(backoff, 'min_period'), durationOf(backoff, 'max_period')];
  const retries = backoff.number('max_retries');
  if (retries !== undefined && retries > 0) {
    note(backoff.lineOf('max_retries'), 'podtail retries forever, unless retry.giveUpAfter is set', sink);
  }
  const longest = Math.max(milliseconds(initial) ?? 0, milliseconds(max ?? '30s')!);
  sink.retry = { ...(initial && { initial }), ...(max ? { max } : longest > 30_000 && { max: initial }) };
}
