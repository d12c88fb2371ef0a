import { counted } from '../record/counted.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { Clock } from './clock.js';
import { SAY_EVERY } from './outage-log.js';

/** Messages about a sink's destinations: at most one line a minute, however many there are and however often they fail. */
export interface DestinationLog {
  /** The destination takes no data from now on. */
  failed(name: string, reason: string): void;
  /** The destination takes data again. */
  recovered(name: string): void;
  /** Logs what was held back, if it is time. */
  look(): void;
}

/** Most names in one message. */
const MOST_NAMES = 5;

export function createDestinationLog(
  sink: string,
  diagnostics: Diagnostics,
  clock: Pick<Clock, 'now'>,
): DestinationLog {
  const refused = new Set<string>();
  const taken = new Set<string>();
  let reason = '';
  let saidAt = Number.NEGATIVE_INFINITY;

  function look(): void {
    if (clock.now() - saidAt < SAY_EVERY || refused.size + taken.size === 0) return;
    saidAt = clock.now();
    if (refused.size > 0) {
      const verb = refused.size === 1 ? 'takes' : 'take';
      diagnostics.warn(
        `${listed(refused)} of the sink ${sink} ${verb} no data; podtail pauses these logs, and reads all others: ${reason}`,
        { sink, destinations: refused.size },
      );
    }
    if (taken.size > 0) {
      const verb = taken.size === 1 ? 'takes' : 'take';
      diagnostics.info(`${listed(taken)} of the sink ${sink} ${verb} data again`, { sink, destinations: taken.size });
    }
    refused.clear();
    taken.clear();
  }

  return {
    failed(name, why) {
      taken.delete(name);
      refused.add(name);
      reason = why;
      look();
    },
    recovered(name) {
      // No recovery is logged for a failure that was not logged.
      if (!refused.delete(name)) taken.add(name);
      look();
    },
    look,
  };
}

function listed(names: ReadonlySet<string>): string {
  const shown = [...names].slice(0, MOST_NAMES).join(', ');
  return names.size <= MOST_NAMES ? shown : `${shown} and ${counted(names.size - MOST_NAMES, 'more destination')}`;
}
