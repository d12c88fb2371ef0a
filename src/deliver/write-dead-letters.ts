import type { Payload } from '../record/payload.js';
import { recordId } from '../record/payload-records.js';
import { backoffDelay } from './backoff.js';
import type { SettleContext } from './settle-context.js';
import type { RejectedRecord } from './verdict.js';

/** Characters of a record that a message shows. */
const SAMPLE = 300;

/**
 * Puts records of a payload with the dead letters, and tries until that has worked, so that none is taken for settled
 * while it is nowhere. False where podtail ends before.
 */
export async function writeDeadLetters(
  payload: Payload,
  rejected: readonly RejectedRecord[],
  context: SettleContext,
): Promise<boolean> {
  if (rejected.length === 0) return true;
  const { encoder, deadLetters, breaker, signal, backoff, clock, tally, diagnostics, sink } = context;
  const refused = rejected.map(({ record, reason, status }) => ({
    id: recordId(payload, record),
    reason,
    record: encoder.deadLetter(payload, record),
    ...(status === undefined ? {} : { status }),
  }));
  const key = `dead letters of ${sink.name}`;
  for (let failures = 1; ; failures++) {
    const result = await deadLetters.put(refused);
    if (result.kind === 'kept') {
      for (const one of rejected) tally.rejected(causeOf(one));
      tally.deadLettered(rejected.length, result.lost, refused[0]!.reason, refused[0]!.record.slice(0, SAMPLE));
      diagnostics.solved(key, `the dead letters of the sink ${sink.name} can be written again`, { sink: sink.name });
      return true;
    }
    diagnostics.problem(key, notWritten(sink.name, result.reason), { sink: sink.name });
    if (breaker.isEnding || signal.aborted) return false;
    await breaker.pause(backoffDelay(failures, backoff, clock.random()));
  }
}

function causeOf({ cause, status }: RejectedRecord): string {
  return cause ?? (status === undefined ? 'refused' : `status_${status}`);
}

function notWritten(sink: string, reason: string): string {
  return `cannot write dead letters of the sink ${sink} (${reason}); the sink waits until podtail can write to the state folder`;
}
