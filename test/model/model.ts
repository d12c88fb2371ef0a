import type { Diagnostics } from '../../src/record/diagnostics.js';
import { createSeededRandom, type SeededRandom } from '../support/seeded-random.js';
import { createJudge } from './judge.js';
import { createLogLayout, type LogSettings } from './log-layout.js';
import { createLogWriter, type LogWriter } from './log-writer.js';
import { MemoryDisk, type MemoryFile } from './memory-disk.js';
import { installMemoryDisk, ROOT } from './memory-fs.js';
import { type ModelledPodtail, type SavedFiles, startModelledPodtail } from './modelled-podtail.js';
import { installVirtualTimers, type VirtualTimers } from './virtual-timers.js';
import { WrittenPieces } from './written-pieces.js';

/** How hard a run is. */
export interface Pace {
  /** Of a hundred of the writer's steps, the ones that begin a rotation. */
  readonly rotations: number;
  /** How many of the writer's steps come, of a hundred of podtail's calls into the system. */
  readonly interference: number;
  /** Whether podtail has to close files for a while. */
  readonly isCrowded: boolean;
  /** Whether lines come to files from which the writer has gone over to another one. */
  readonly writesLate?: boolean;
  /** Whether another link leads to the log, which comes and goes. */
  readonly hasSecondPath?: boolean;
  /** Whether nothing is ever deleted, however often the log is rotated: then podtail must not say that it missed anything. */
  readonly keepsAll?: boolean;
}

export interface ModelResult {
  readonly faults: readonly string[];
  /** Messages. */
  readonly written: number;
  /** Records. */
  readonly received: number;
}

/** Of another link to the log. */
const SECOND_PATH = `${ROOT}/links/0.log`;
const LIVES = 6;
/** More than there are rotations in a run. */
const MOST_FILES = 10_000;
/** Milliseconds: longer than podtail waits for anything in a rotated file. */
const LONG = 5_000;
const MOST_CALLS = 500_000;
/** Milliseconds after which podtail does not wait for the rest of a message any more, where it does not wait for ever. */
const SHORT_TIMEOUT = 1_000;
/** Milliseconds in which a writer goes over to the new file: less than podtail gives it. */
const SHORT = 200;

/**
 * Runs podtail's tail over a log that is written and rotated between podtail's own calls into the system, through several
 * lives that end well or badly. What it does depends on what is given here alone.
 *
 * @param trace is told of each step
 */
export function runModel(
  seed: number,
  settings: LogSettings,
  { rotations, interference, isCrowded, writesLate = false, hasSecondPath = false, keepsAll = false }: Pace,
  trace: (line: string) => void = () => {},
): ModelResult {
  const random = createSeededRandom(seed);
  const disk = new MemoryDisk();
  const written = new WrittenPieces(disk);
  let remembered: SavedFiles = new Map();
  // Another file may have got the inode of one that is remembered.
  const isRemembered = ({ inode, bornAt }: MemoryFile): boolean =>
    [...remembered.values()].flat().some((file) => file.inode === inode && file.bornAt === bornAt);
  const isKnown = (file: MemoryFile): boolean => file.handles > 0 || isRemembered(file);
  const layout = createLogLayout(
    keepsAll ? { ...settings, maxFiles: MOST_FILES } : settings,
    disk,
    written,
    random,
    isKnown,
  );
  const paths = hasSecondPath ? [layout.path, SECOND_PATH] : [layout.path];
  const partialTimeout = createSeededRandom(seed ^ 0xdead).pick([Number.POSITIVE_INFINITY, SHORT_TIMEOUT]);
  const judge = createJudge(written, settings, partialTimeout);
  const tearsLines = partialTimeout === Number.POSITIVE_INFINITY;
  const pace = {
    tearsLines,
    writesLate,
    rotations,
    beginnings: keepsAll ? 0 : random.pick([0, 0, 10, 50]),
    stepTime: random.pick([50_000, 1_000_000]),
  };
  const writer = createLogWriter(settings, layout, { disk, written, random, pace });
  let passed = 0;
  const timers = installVirtualTimers((milliseconds) => {
    disk.now += BigInt(milliseconds) * 1_000_000n;
    passed += milliseconds;
    if (passed < SHORT) return;
    writer.goOver();
    passed = 0;
  });
  /** The writer's steps that may still come before podtail is let do its work in peace. */
  let steps = 0;
  let calls = 0;
  const uninstall = installMemoryDisk(disk, (call) => {
    if (++calls > (keepsAll ? 10 * MOST_CALLS : MOST_CALLS)) throw new Error('podtail goes on for ever');
    trace(`    ${call}`);
    disk.now += BigInt(random.below(20_000));
    if (steps <= 0 || random.below(100) >= interference) return;
    steps--;
    trace(`  ${writer.step()}`);
  });
  const readCapacity = random.pick([64, 4096, 256 * 1024]);
  try {
    for (let life = 1; life <= LIVES; life++) {
      trace(`life ${life}`);
      judge.beginLife(life);
      const diagnostics = tracingDiagnostics(trace);
      const podtail = startModelledPodtail({
        ...{
          paths,
          writtenByRuntime: settings.format !== 'plain',
          readCapacity,
          partialTimeout,
          remembered,
        },
        diagnostics,
        now: () => timers.now,
        wallTime: () => Number(disk.now / 1_000_000n),
        pause: () => {
          writer.endMove();
          return true;
        },
        onReceived: (records) => {
          for (const record of records) {
            trace(`  gets ${record.text.replaceAll(/x{9,}/g, 'x…')} ${record.id}`);
            judge.take(record);
          }
        },
        onSaved: (files, isAllSettled) => {
          remembered = files;
          if (isAllSettled) judge.settle();
        },
      });
      const lived = { podtail, isCrowded, random, writer, timers, disk, paths, trace };
      findAll(lived);
      timers.runTurns();
      const actions = random.below(40);
      for (let action = 0; action < actions; action++) {
        steps = random.below(30);
        act(lived);
        timers.runTurns();
      }
      steps = 0;
      if (life === LIVES) {
        writer.settle();
        if (random.below(2) === 0) disk.unlink(SECOND_PATH);
        finish(lived);
      } else if (random.below(2) === 0) {
        trace('kill');
        podtail.kill();
      } else {
        trace('stop');
        podtail.stop();
      }
      if (keepsAll) judge.takeCounts(podtail.counters);
      written.forgetDeleted();
      for (const file of layout.hidden) if (!isRemembered(file)) written.hide(file);
      disk.closeAll();
      if (life < LIVES) for (let step = random.below(3) * random.below(60); step > 0; step--) trace(writer.step());
    }
    judge.end();
  } catch (error) {
    judge.fail(error);
  } finally {
    uninstall();
    timers.uninstall();
  }
  return {
    faults: judge.faults,
    written: written.messages.length,
    received: judge.received,
  };
}

function tracingDiagnostics(trace: (line: string) => void): Diagnostics {
  const say = (message: string): void => trace(`  says ${message}`);
  return { info: say, warn: say, error: say, problem: (_key, message) => say(message), solved: () => {} };
}

interface Lived {
  readonly podtail: ModelledPodtail;
  readonly isCrowded: boolean;
  readonly random: SeededRandom;
  readonly writer: LogWriter;
  readonly timers: VirtualTimers;
  readonly disk: MemoryDisk;
  readonly paths: readonly string[];
  trace(line: string): void;
}

function act(lived: Lived): void {
  const { podtail, isCrowded, random, writer, timers, disk, paths, trace } = lived;
  const [path, second] = paths as [string, string?];
  const sweep = (milliseconds: number): void => {
    trace(`${milliseconds} ms`);
    timers.pass(milliseconds);
    findAll(lived);
    trace('sweep');
    podtail.sweep();
  };
  const actions: readonly (() => void)[] = [
    () => sweep(1 + random.below(20)),
    () => sweep(random.below(LONG)),
    () => {
      for (let step = random.below(20); step > 0; step--) trace(writer.step());
    },
    () => {
      trace('hint');
      podtail.hint(path.slice(path.lastIndexOf('/') + 1));
    },
    () => podtail.acknowledge(random.below(podtail.inFlight + 1)),
    () => {
      trace('saves');
      podtail.save();
    },
    () => {
      trace('room');
      podtail.setRoom(random.below(4) > 0);
    },
    () => {
      if (!isCrowded) return;
      trace('crowd');
      podtail.crowd();
    },
    () => {
      if (second === undefined) return;
      trace(disk.hasName(second) ? 'the second path goes' : 'the second path comes');
      if (disk.hasName(second)) disk.unlink(second);
      else disk.link(second, path);
    },
  ];
  random.pick(actions)();
}

/** Lets podtail do all that is left to do, and end. */
function finish(lived: Lived): void {
  const { podtail, timers, trace } = lived;
  podtail.setRoom(true);
  for (let times = 0; times < 50; times++) {
    timers.runTurns();
    timers.pass(LONG);
    trace('sweep');
    findAll(lived);
    podtail.sweep();
    timers.runTurns();
  }
  podtail.stop();
}

/** Says which paths are there, as discovery does. */
function findAll({ podtail, disk, paths }: Lived): void {
  for (const path of paths) podtail.find(path, disk.hasName(path));
}
