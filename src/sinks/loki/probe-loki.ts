import type { ProbeResult } from '../../record/sink.js';
import { describeAnswer } from '../http/classify-answer.js';
import type { HttpResult } from '../http/http-client.js';
import type { Target } from '../http/target.js';
import { classifyLokiResult } from './classify-loki-answer.js';

/** Loki's answer to a push without a stream, which shows that it reads pushes. */
const NOTHING_SENT = /at least one valid stream/i;

const NOTHING = { entriesOf: () => [], recordsNaming: () => [] };

/** Decides by the answer to a push without a stream whether Loki takes pushes. */
export function judgeProbe(result: HttpResult, { shown }: Pick<Target, 'shown'>): ProbeResult {
  if (result.kind === 'failed') return { ok: false, reason: `${result.url}: ${result.reason}` };
  const isTaken = classifyLokiResult(result, NOTHING, Date.now()).kind === 'delivered';
  const isRead = (result.status === 400 || result.status === 422) && NOTHING_SENT.test(result.body.toString('utf8'));
  if (isTaken || isRead) return { ok: true, accepts: true, found: `${shown} takes pushes` };
  return { ok: false, reason: describeAnswer(result) };
}
