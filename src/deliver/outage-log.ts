import { counted } from '../record/counted.js';
import type { DiagnosticFields, Diagnostics } from '../record/diagnostics.js';
import type { Clock } from './clock.js';

/** Why a request failed, and the HTTP status, if there was an answer. */
export interface Failure {
  readonly reason: string;
  readonly status?: number;
}

/** Logs when a sink or destination stops taking data, and when it takes data again. */
export interface OutageLog {
  /** A request failed. */
  failed(failure: Failure): void;
  /** A request succeeded. */
  recovered(): void;
}

/** Shortest time between two messages about the same failure, in milliseconds. */
export const SAY_EVERY = 60_000;

/**
 * Creates an `OutageLog`. If the subject fails and recovers all the time, as under a rate limit, it logs one line a
 * minute with a count.
 */
export function createOutageLog(
  subject: string,
  diagnostics: Diagnostics,
  clock: Pick<Clock, 'now'>,
  fields: DiagnosticFields = {},
): OutageLog {
  let downSince: number | undefined;
  /** Outages since the last message. */
  let outages = 0;
  let saidAt = Number.NEGATIVE_INFINITY;
  let said: { readonly kind: 'outage' | 'count'; readonly reason: string } | undefined;

  return {
    failed({ reason }) {
      const now = clock.now();
      if (downSince === undefined) {
        downSince = now;
        outages++;
      }
      if (now - saidAt < SAY_EVERY || (outages === 0 && said?.reason === reason)) return;
      if (outages > 1) {
        const seconds = Math.round((now - saidAt) / 1000);
        diagnostics.warn(
          `${subject} did not take data ${counted(outages, 'time')} in the last ${seconds} s: ${reason}`,
          fields,
        );
        said = { kind: 'count', reason };
      } else {
        diagnostics.problem(
          subject,
          `${subject} does not take data, and podtail tries again until it does: ${reason}`,
          fields,
        );
        said = { kind: 'outage', reason };
      }
      saidAt = now;
      outages = 0;
    },
    recovered() {
      if (downSince === undefined) return;
      const wasLong = clock.now() - downSince >= SAY_EVERY;
      downSince = undefined;
      if (said?.kind === 'count' && wasLong) diagnostics.info(`${subject} takes data again`, fields);
      if (said?.kind === 'outage') diagnostics.solved(subject, `${subject} takes data again`, fields);
      if (said?.kind === 'outage' || wasLong) said = undefined;
    },
  };
}
