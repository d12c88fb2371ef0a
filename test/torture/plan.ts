import { createSeededRandom, type SeededRandom } from '../support/seeded-random.js';

/** One thing that happens on the node. `who` says to which of the logs that are there, counted round. */
export type WriterStep =
  | { readonly kind: 'lines'; readonly who: number; readonly count: number }
  /** A long line, in pieces where the runtime makes them; or two, one of each stream, whose pieces are mixed. */
  | { readonly kind: 'longLine'; readonly who: number; readonly bytes: number; readonly isTwo: boolean }
  /** The log is rotated between two pieces of a line. */
  | { readonly kind: 'partedLine'; readonly who: number }
  /** All of a line but its end; that comes with the log's next step. */
  | { readonly kind: 'tornLine'; readonly who: number }
  | { readonly kind: 'rotate'; readonly who: number; readonly times: number; readonly count: number }
  /** The writer stays with the renamed file for the log's next steps. */
  | { readonly kind: 'rotateSlowly'; readonly who: number }
  /** A new run; the last words of the old one may lack a newline. The run before the old one is deleted. */
  | { readonly kind: 'restart'; readonly who: number; readonly unfinished: boolean }
  /** Docker: the link leads to a new container's log. */
  | { readonly kind: 'retarget'; readonly who: number }
  /** A file of an application is deleted and made again, which may get it the same inode. */
  | { readonly kind: 'recreate'; readonly who: number }
  /** A pod or an application ends, in the middle of writing, with all its logs; another one comes. */
  | { readonly kind: 'replace'; readonly who: number; readonly count: number };

export type Step =
  | WriterStep
  /** Done to podtail and its surroundings; each but the last of a pair lasts until the other one. */
  | { readonly kind: 'stallSink' | 'freeSink' | 'freeze' | 'thaw' | 'fillDisk' | 'freeDisk' };

/**
 * How a life of podtail ends. `calm`: by SIGTERM, after all that is there came out; `once`: by itself, after the same;
 * `closeSink`: because nobody reads what it writes any more.
 */
export type Ending = 'kill' | 'stop' | 'closeSink' | 'calm' | 'once';

export interface TimedStep {
  readonly at: number;
  readonly step: Step;
}

/** One life of podtail, from its start to its end, and what happens after it. */
export interface LifePlan {
  /** Each with the milliseconds after the start at which it is due. */
  readonly steps: readonly TimedStep[];
  /** Milliseconds. */
  readonly duration: number;
  readonly ending: Ending;
  /** What happens while no podtail runs. */
  readonly meanwhile: readonly Step[];
  /** Milliseconds for which podtail waits for the rest of a line: short, or longer than any life. */
  readonly partialTimeout: number;
  /** Milliseconds. */
  readonly sweepInterval: number;
}

const SHORT_PARTIAL_TIMEOUT = 1_000;
export const LONGEST_PARTIAL_TIMEOUT = 120_000;
/** One life in so many is calm. */
const CALM_EVERY = 8;

/** The lives to lead, one after the other without end: a function of the seed alone. */
export function* drawLives(seed: number): Generator<LifePlan> {
  const random = createSeededRandom(seed);
  for (let number = 1; ; number++) yield number % CALM_EVERY === 0 ? calmLife(random) : wildLife(random);
}

/** The life that a torture run ends with. */
export const lastLife: LifePlan = {
  steps: [],
  duration: 0,
  ending: 'calm',
  meanwhile: [],
  partialTimeout: SHORT_PARTIAL_TIMEOUT,
  sweepInterval: 1_000,
};

function calmLife(random: SeededRandom): LifePlan {
  return {
    ...lastLife,
    ending: random.pick(['calm', 'once'] as const),
    meanwhile: drawSteps(random, random.below(30)),
  };
}

function wildLife(random: SeededRandom): LifePlan {
  const partialTimeout = random.pick([SHORT_PARTIAL_TIMEOUT, LONGEST_PARTIAL_TIMEOUT]);
  const duration = random.below(4) === 0 ? 4_000 + random.below(12_000) : random.below(4_000);
  const mostPause = random.pick([5, 30, 30, 200]);
  const steps: TimedStep[] = [];
  for (let at = 0; at < duration; at += random.below(mostPause)) {
    const step = drawStep(random);
    // Where podtail does not wait long, the two parts of the line might rightly become two records.
    const isAllowed = step.kind !== 'tornLine' || partialTimeout === LONGEST_PARTIAL_TIMEOUT;
    if (isAllowed) steps.push({ at, step });
  }
  steps.push(...drawTroubles(random, duration));
  return {
    steps: steps.sort((one, other) => one.at - other.at),
    duration,
    ending: random.pick(['kill', 'kill', 'stop', 'stop', 'closeSink'] as const),
    meanwhile: drawSteps(random, random.below(60)),
    partialTimeout,
    sweepInterval: random.pick([100, 1_000, 1_000]),
  };
}

const TROUBLES = [
  ['stallSink', 'freeSink'],
  ['freeze', 'thaw'],
  ['fillDisk', 'freeDisk'],
] as const;

/** Each trouble comes in one life of four; where its end would be due after the life's, it lasts until that. */
function drawTroubles(random: SeededRandom, duration: number): TimedStep[] {
  return TROUBLES.flatMap(([begin, end]) => {
    const at = random.below(duration);
    const until = at + random.below(5_000);
    if (random.below(4) > 0) return [];
    return [{ at, step: { kind: begin } }, ...(until < duration ? [{ at: until, step: { kind: end } }] : [])];
  });
}

function drawSteps(random: SeededRandom, count: number): Step[] {
  return Array.from({ length: count }, () => drawStep(random));
}

function drawStep(random: SeededRandom): Step {
  const who = random.below(2 ** 16);
  return random.pick(STEPS)(who, random);
}

type Draw = (who: number, random: SeededRandom) => Step;

/** The steps' kinds, as often as they are to come. */
const STEPS: readonly Draw[] = (
  [
    [20, (who, random) => ({ kind: 'lines', who, count: 1 + random.below(20) })],
    [6, (who) => ({ kind: 'lines', who, count: 200 })],
    [6, (who, random) => ({ kind: 'longLine', who, bytes: 1 << random.below(19), isTwo: random.below(2) === 0 })],
    [2, (who) => ({ kind: 'partedLine', who })],
    [4, (who) => ({ kind: 'tornLine', who })],
    [8, (who, random) => ({ kind: 'rotate', who, times: 1, count: random.below(3) })],
    [3, (who, random) => ({ kind: 'rotate', who, times: 2 + random.below(3), count: random.below(5) })],
    [3, (who) => ({ kind: 'rotateSlowly', who })],
    [2, (who, random) => ({ kind: 'restart', who, unfinished: random.below(2) === 0 })],
    [1, (who) => ({ kind: 'retarget', who })],
    [1, (who) => ({ kind: 'recreate', who })],
    [1, (who, random) => ({ kind: 'replace', who, count: random.below(300) })],
  ] as readonly (readonly [number, Draw])[]
).flatMap(([weight, draw]) => Array.from({ length: weight }, () => draw));
