import type { SendOutcome } from '../../record/sink.js';
import type { HttpAnswer, HttpResult } from './http-client.js';
import { parseRetryAfter } from './retry-after.js';

/**
 * Statuses that say nothing about the records and may change later: payment required (a quota is used up), request
 * timeout, misdirected request (a connection to the wrong server), locked, failed dependency, too early, too many
 * requests, retry with (IIS), unavailable for legal reasons (a gateway refuses the request), and client closed request,
 * as load balancers of AWS and nginx report it.
 */
const TEMPORARY: readonly number[] = [402, 408, 421, 423, 424, 425, 429, 449, 451, 460, 499];
/** Statuses of an ingress while its routes change: not found, method not allowed, gone. */
const NO_ROUTE: readonly number[] = [404, 405, 410];
/**
 * Statuses that blame the request and not its records: not acceptable, length required, precondition failed,
 * unsupported media type, expectation failed, upgrade required, precondition required, header fields too large, and the
 * statuses of nginx for headers, certificates, and plain HTTP on a port of HTTPS.
 */
const WRONG_REQUEST: readonly number[] = [406, 411, 412, 415, 417, 426, 428, 431, 494, 495, 496, 497];
const BAD_REQUEST = 400;
const INTERNAL_ERROR = 500;
/** Some servers, such as the OpenTelemetry Collector, have a limit and do not answer 413. */
const SAYS_TOO_LARGE =
  /\b(request|body|payload|entity|message|content)\b.{0,40}?\b(too (large|big|long)|(larger|greater|bigger) than|exceed(s|ed|ing)?)\b|(Request|Body|Payload|Entity)TooLarge/i;
/** Others report the limit of a server behind them as their own error. */
const PASSES_ON_TOO_LARGE = /\b(request|body|payload|message)\b.{0,40}?\b(too large|larger than max)\b/i;
/** The answer of Go's servers and of nginx to plain HTTP. */
const WANTS_HTTPS = /\bHTTP request\b.{0,20}\bto (an )?HTTPS\b/i;
const HEADERS_TOO_LARGE = /\bheader.{0,30}\btoo (large|big|long)\b/i;
/** Unauthorized, forbidden, proxy authentication required. */
const REFUSED: readonly number[] = [401, 403, 407];
const TOO_LARGE = 413;
/** Maximum characters of an answer in a reason. */
const EXCERPT = 400;
/** Bytes of an answer that are searched for secrets before the text is cut. More than headers may have. */
const MOST_MASKED = 64 * 1024;

/**
 * Classifies a result for the whole payload, by its status only.
 *
 * @param now the wall clock, in milliseconds
 */
export function classifyResult(result: HttpResult, now: number): SendOutcome {
  if (result.kind === 'failed') return { kind: 'retry', reason: `${result.url}: ${result.reason}` };
  return classifyAnswer(result, now);
}

/** Classifies an answer for the whole payload, by its status only. */
export function classifyAnswer(answer: HttpAnswer, now: number): SendOutcome {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = describeAnswer(answer);
  if (REFUSED.includes(status)) {
    return { kind: 'credentials', status, reason: `${reason}; check the user, password, token or certificate` };
  }
  const wrong = wrongWithRequest(answer);
  if (wrong !== undefined) return { kind: 'retry', status, reason: `${reason}; ${wrong}` };
  if (status === TOO_LARGE || saysTooLarge(answer)) return { kind: 'tooLarge', status, reason };
  if (NO_ROUTE.includes(status)) {
    return {
      kind: 'retry',
      status,
      reason: `${reason}; is the path of the URL right? A gateway may also answer so while its routes change`,
    };
  }
  if (status >= 400 && status < 500 && !TEMPORARY.includes(status)) return { kind: 'rejected', status, reason };
  const after = retryAfter(headers['retry-after'], now);
  return { kind: 'retry', status, reason, ...(after === undefined ? {} : { after }) };
}

/** What to change, if an answer says that the server accepts no request of this kind, with any records. */
function wrongWithRequest({ status, body }: HttpAnswer): string | undefined {
  const text = status === BAD_REQUEST ? beginningOf(body) : '';
  if (WANTS_HTTPS.test(text)) return 'the URL has to begin with https://';
  if (HEADERS_TOO_LARGE.test(text)) return 'check the headers and credentials of the sink';
  return WRONG_REQUEST.includes(status) ? 'check the URL, headers and encoding of the sink' : undefined;
}

/** Whether a refusal means that the request, and none of its records, is too large. */
function saysTooLarge({ status, body }: HttpAnswer): boolean {
  if (status === BAD_REQUEST) return SAYS_TOO_LARGE.test(beginningOf(body));
  return status >= INTERNAL_ERROR && PASSES_ON_TOO_LARGE.test(beginningOf(body));
}

function beginningOf(body: Buffer): string {
  return body.toString('utf8', 0, EXCERPT * 4);
}

/** One line that says which server answered what. */
export function describeAnswer({ url, status, headers, body, mask }: HttpAnswer): string {
  const { location } = headers;
  if (status >= 300 && status < 400 && typeof location === 'string') {
    return `${url} answered ${status} and redirects to ${withoutSecrets(mask(location))}, which podtail does not follow; set the right URL`;
  }
  const said = excerpt(mask(body.toString('utf8', 0, MOST_MASKED)));
  return said === '' ? `${url} answered ${status}` : `${url} answered ${status}: ${said}`;
}

/** The beginning of an answer on one line, without control characters. */
function excerpt(said: string): string {
  const text = said
    .slice(0, EXCERPT * 4)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT).toWellFormed()}…` : text;
}

function withoutSecrets(location: string): string {
  return location.replace(/\/\/[^/]*@/, '//').replace(/[?#].*$/s, '');
}

function retryAfter(value: string | readonly string[] | undefined, now: number): number | undefined {
  return typeof value === 'string' ? parseRetryAfter(value, now) : undefined;
}
