import type { LogSource } from '../record/log-source.js';
import type { RecordBlock } from '../record/record-block.js';
import { createRowSelection } from '../record/row-selection.js';
import type { Route, TakenRecords } from './route.js';

/** Selects the records that a route takes. It asks once for each log. */
export interface RoutedRecords {
  /** The records that it takes of a log. All, if the route does not say. */
  of(source: LogSource): TakenRecords;
  /** The block's records that go this way, if there are any. May be used until the next call. */
  select(block: RecordBlock): RecordBlock | undefined;
}

export function createRoutedRecords({ takes }: Pick<Route, 'takes'>): RoutedRecords {
  if (takes === undefined) return { of: () => 'all', select: (block) => block };
  const known = new WeakMap<LogSource, TakenRecords>();
  const rows = createRowSelection();

  function of(source: LogSource): TakenRecords {
    let taken = known.get(source);
    if (taken === undefined) {
      taken = takes!(source);
      known.set(source, taken);
    }
    return taken;
  }

  return {
    of,
    select(block) {
      const taken = of(block.source);
      if (taken === 'none') return undefined;
      if (taken === 'all') return block;
      const selected = rows.select(block, taken);
      return selected.count === 0 ? undefined : selected;
    },
  };
}
