/** What may be wrong with what podtail put out. */
export const FAULTS = [
  'lost',
  'strange',
  'duplicate',
  'disordered',
  'uncounted',
  'unaccounted',
  'memory',
  'ended',
  'error',
] as const;

export type Fault = (typeof FAULTS)[number];

/** Something that podtail did wrong: of each kind the first few are described. */
export interface Finding {
  readonly fault: Fault;
  /** The life that it was in. */
  readonly life: number;
  readonly description: string;
  /** The log that it is about, if it is about one. */
  readonly log?: { readonly path: string; readonly liveFile: string };
}

export interface Findings {
  readonly list: readonly Finding[];
  readonly counts: ReadonlyMap<Fault, number>;
  add(fault: Fault, life: number, description: string, log?: Finding['log']): void;
}

const MOST_DESCRIBED = 3;
const LONGEST_DESCRIPTION = 3_000;

export function createFindings(): Findings {
  const list: Finding[] = [];
  const counts = new Map<Fault, number>();
  return {
    list,
    counts,
    add: (fault, life, description, log) => {
      const count = counts.get(fault) ?? 0;
      counts.set(fault, count + 1);
      if (count >= MOST_DESCRIBED) return;
      const short = description.slice(0, LONGEST_DESCRIPTION);
      list.push({ fault, life, description: short, ...(log === undefined ? {} : { log }) });
    },
  };
}
