import type { ContainerRun } from '../support/container-run.js';
import { numberedText } from '../support/numbered-text.js';
import type { StreamName } from '../support/written-line.js';
import { ACTORS, type Actor, createActor, type Stage } from './cast.js';
import type { WriterStep } from './plan.js';
import { type Gone, type Held, type Inodes, lookAtFiles, type TrackedRun, writeLine } from './tracked-run.js';

/** Acts as kubelet, dockerd, CRI runtime, logrotate and applications: one step after the other, as the node's seed has it. */
export interface Writer {
  play(step: WriterStep): void;
  /** Ends what was begun: lines of which a part is written, and rotations whose writer has not opened the next file. */
  settle(): void;
  /** Deletes all logs, and begins others. To be called while no podtail runs. */
  renew(): void;
}

export interface WriterOptions {
  readonly stage: Stage;
  readonly inodes: Inodes;
  /** What the podtail of now has open. */
  held(): Held;
  /** A run has begun. */
  onRun(run: TrackedRun): void;
}

interface Part {
  readonly actor: Actor;
  /** The runs that are there, the one that is written last. */
  readonly runs: TrackedRun[];
  turn: number;
  /** Writes the rest of a line. */
  endLine?: () => void;
  /** Lets the writer open the next file. */
  endRotation?: () => void;
  /** How many steps the writer stays with the renamed file. */
  delay: number;
}

/** How many logs are written at a time. */
const PARTS = 16;
const SLOW_STEPS = 3;
const MOST_FILES = 40;

export function createWriter({ stage, inodes, held, onRun }: WriterOptions): Writer {
  const { random } = stage.node;
  const parts: Part[] = [];
  let actors = 0;
  let runs = 0;
  for (let index = 0; index < PARTS; index++) parts.push(createPart(index % ACTORS));

  function createPart(kind: number): Part {
    const part: Part = { actor: createActor(stage, kind, actors++), runs: [], turn: 0, delay: 0 };
    beginRun(part, part.actor.start());
    return part;
  }

  function beginRun(part: Part, run: ContainerRun): void {
    const places = { stdout: 0, stderr: 0 };
    const { isPlain } = part.actor;
    const about = { tag: `r${runs++}`, run, isPlain, turn: part.turn++, isRotating: false };
    const tracked: TrackedRun = { ...about, places, lines: [], files: [] };
    part.runs.push(tracked);
    onRun(tracked);
    look(tracked, 'started', nothingHeld);
  }

  function look(tracked: TrackedRun, how: string, had: Held): void {
    lookAtFiles(tracked, inodes, { how, at: Date.now() }, had);
  }

  const current = (part: Part): TrackedRun => part.runs.at(-1)!;
  const stream = (part: Part): StreamName => (!part.actor.isPlain && random.below(4) === 0 ? 'stderr' : 'stdout');
  const other = (name: StreamName): StreamName => (name === 'stdout' ? 'stderr' : 'stdout');
  const short = (start: string): string | Buffer =>
    random.below(50) === 0 ? Buffer.concat([Buffer.from(start), randomBytes()]) : start + numberedText(0, random);

  function randomBytes(): Buffer {
    const bytes = Buffer.from(random.hex(200), 'hex').filter((byte) => byte !== 0x0a);
    return Buffer.concat([bytes, Buffer.from('.')]);
  }

  function long(start: string, bytes: number): string {
    return `${start}${'long 长 '.repeat(1 + bytes / 9)}${random.hex(16)}`;
  }

  function lines(part: Part, count: number): void {
    const tracked = current(part);
    for (let written = 0; written < count; written++) {
      const name = stream(part);
      writeLine(tracked, name, (start) => () => tracked.run.pieces(short(start), name))();
    }
  }

  /** The last pieces of the two lines come after the first ones of both. */
  function longLines(part: Part, bytes: number, isTwo: boolean): void {
    const tracked = current(part);
    const name = stream(part);
    const begin = (which: StreamName) =>
      writeLine(tracked, which, (start) => tracked.run.torn(long(start, bytes), which, Number.POSITIVE_INFINITY));
    const ends = [begin(name), ...(isTwo && !part.actor.isPlain ? [begin(other(name))] : [])];
    if (random.below(2) === 0) ends.reverse();
    for (const end of ends) end();
  }

  /** Where all files stay, a log has so many at most: each rotation takes the longer, the more there are. */
  function isFull({ files }: TrackedRun): boolean {
    return stage.keepsAll === true && files.length >= MOST_FILES;
  }

  function rotate(part: Part, count = 0): void {
    if (isFull(current(part))) return;
    destroying(part, current(part), 'rotated away', ({ run }) =>
      run.rotate({ beforeReopen: () => lines(part, count) }),
    );
  }

  /** Does what may make files of the run unreachable. */
  function destroying(part: Part, tracked: TrackedRun, how: string, action: (tracked: TrackedRun) => void): void {
    const had = held();
    const file = tracked.run.file;
    action(tracked);
    look(tracked, how, had);
    if (part.actor.truncates) tracked.files[file]!.gone ??= { how: 'truncated', at: Date.now(), heldBy: undefined };
  }

  /** All files of the run are out of reach. */
  function writeDeadLetters(tracked: TrackedRun, how: string, had: Held): void {
    const at = Date.now();
    for (const [number, file] of tracked.files.entries()) {
      const gone: Gone = { how, at, heldBy: had.of(tracked, number) };
      file.gone ??= gone;
    }
  }

  function endBegun(part: Part): void {
    part.endLine?.();
    delete part.endLine;
    if (part.endRotation !== undefined && part.delay-- <= 0) endRotation(part);
  }

  function endRotation(part: Part): void {
    const tracked = current(part);
    part.endRotation?.();
    delete part.endRotation;
    tracked.isRotating = false;
    look(tracked, 'rotated away', held());
  }

  function settle(part: Part): void {
    part.delay = 0;
    endBegun(part);
  }

  const acts: { readonly [Kind in WriterStep['kind']]: (part: Part, step: WriterStep & { kind: Kind }) => void } = {
    lines: (part, { count }) => lines(part, count),
    longLine: (part, { bytes, isTwo }) => longLines(part, bytes, isTwo),
    partedLine: (part) => {
      const tracked = current(part);
      const name = stream(part);
      const between = (): void => {
        if (tracked.isRotating) return;
        rotate(part);
      };
      writeLine(tracked, name, (start) => () => tracked.run.pieces(long(start, 20_000), name, between))();
    },
    tornLine: (part) => {
      const tracked = current(part);
      const name = stream(part);
      const missing = 1 + random.below(100);
      part.endLine = writeLine(tracked, name, (start) => tracked.run.torn(short(start), name, missing));
    },
    rotate: (part, { times, count }) => {
      settle(part);
      for (let time = 0; time < times; time++) {
        lines(part, count);
        rotate(part, count);
      }
    },
    rotateSlowly: (part) => {
      settle(part);
      const tracked = current(part);
      if (isFull(tracked)) return;
      destroying(part, tracked, 'rotated away', ({ run }) => {
        const { file } = run;
        const end = run.rotateSlowly();
        if (run.file !== file) return;
        part.endRotation = end;
        tracked.isRotating = true;
      });
      part.delay = SLOW_STEPS;
    },
    restart: (part, { unfinished }) => {
      settle(part);
      if (part.actor.recreate !== undefined) return;
      const { run } = current(part);
      const name = stream(part);
      if (unfinished) writeLine(current(part), name, (start) => () => run.unfinished(start + random.hex(50), name))();
      beginRun(part, part.actor.start());
      if (stage.keepsAll) return;
      const had = held();
      for (const dead of part.runs.splice(0, part.runs.length - 2)) {
        dead.run.remove();
        writeDeadLetters(dead, 'deleted', had);
      }
    },
    retarget: (part) => {
      settle(part);
      if (part.actor.retarget === undefined) return;
      const had = held();
      const old = part.runs.pop()!;
      const next = part.actor.retarget();
      writeDeadLetters(old, 'its link was led elsewhere', had);
      beginRun(part, next);
    },
    recreate: (part) => {
      settle(part);
      if (part.actor.recreate === undefined) return;
      const had = held();
      const old = part.runs.pop()!;
      const next = part.actor.recreate();
      writeDeadLetters(old, 'deleted and made anew', had);
      beginRun(part, next);
    },
    replace: (part, { count }) => {
      settle(part);
      lines(part, count);
      replace(part, held());
    },
  };

  function replace(part: Part, had: Held): void {
    part.actor.remove();
    for (const run of part.runs) writeDeadLetters(run, 'deleted', had);
    parts[parts.indexOf(part)] = createPart(random.below(ACTORS));
  }

  return {
    play: (step) => {
      const part = parts[step.who % parts.length]!;
      endBegun(part);
      (acts[step.kind] as (part: Part, step: WriterStep) => void)(part, step);
    },
    settle: () => {
      for (const part of parts) settle(part);
    },
    renew: () => {
      for (const part of [...parts]) {
        settle(part);
        replace(part, nothingHeld);
      }
    },
  };
}

const nothingHeld: Held = { of: () => undefined };
