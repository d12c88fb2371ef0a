import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createNode } from '../support/node.js';
import { createFindings, type Findings } from './findings.js';
import { createJudge, type Tally } from './judge.js';
import { leadLife } from './lead-life.js';
import type { Life } from './life.js';
import { createLosses } from './losses.js';
import { heldFiles } from './open-files.js';
import { drawLives, type LifePlan, lastLife, type Step } from './plan.js';
import { mountStateDisk } from './state-disk.js';
import type { Inodes, TrackedRun } from './tracked-run.js';
import { createWriter } from './writer.js';

export interface TortureOptions {
  /** An empty folder. */
  readonly root: string;
  readonly seed: number;
  readonly minutes: number;
  /** Kinds of steps that are left out, and `copytruncate`. */
  readonly without: ReadonlySet<string>;
  /** Said from time to time. */
  readonly say: (line: string) => void;
}

export interface Outcome {
  readonly findings: Findings;
  readonly tally: Tally;
  readonly lives: readonly Life[];
  readonly lines: number;
  /** Bytes of lines that were gone before podtail could read them. */
  readonly missingBytes: number;
  readonly peakMemory: number;
}

/** Tortures podtail until the time is over or something is wrong. */
export async function torture({ root, seed, minutes, without, say }: TortureOptions): Promise<Outcome> {
  const end = Date.now() + minutes * 60_000;
  const findings = createFindings();
  const judge = createJudge(findings);
  const lives: Life[] = [];
  const losses = createLosses(lives, findings);
  const inodes: Inodes = new Map();
  const runs = new Set<TrackedRun>();
  /** Those whose files were all gone after a calm life. A rest that podtail saved at its end may come in the next life. */
  const over = new Set<TrackedRun>();
  const node = createNode(root, { seed });
  const applications = join(root, 'applications');
  mkdirSync(applications);
  const disk = mountStateDisk(join(root, 'state'));
  if (disk.whyNot !== undefined) say(`the state folder's disk is not filled: ${disk.whyNot}`);
  let life: Life | undefined;
  let lines = 0;
  let peakMemory = 0;
  const writer = createWriter({
    stage: { node, applications, mayTruncate: !without.has('copytruncate') },
    inodes,
    held: () => heldFiles(life?.exit === undefined ? life : undefined, inodes),
    onRun: (run) => {
      runs.add(run);
      judge.expect(run);
    },
  });

  function play(step: Step): void {
    const isStorm = step.kind === 'rotate' && step.times > 1;
    if (without.has(step.kind) || (isStorm && without.has('storm'))) return;
    if ('who' in step) writer.play(step);
    else if (step.kind === 'fillDisk') disk.fill();
    else if (step.kind === 'freeDisk') disk.free();
    else if (step.kind === 'stallSink') life?.stallSink();
    else if (step.kind === 'freeSink') life?.freeSink();
    else if (step.kind === 'freeze') life?.freeze();
    else life?.thaw();
  }

  async function lead(plan: LifePlan): Promise<void> {
    const isCalm = plan.ending === 'calm' || plan.ending === 'once';
    writer.settle();
    if (isCalm) disk.free();
    await leadLife({
      plan,
      number: lives.length + 1,
      root,
      node,
      applications,
      disk,
      findings,
      play,
      waitingFor: () => losses.waitingFor(runs),
      onStart: (started) => {
        life = started;
        lives.push(started);
      },
      onLine: judge.take,
      onLogLine: losses.listen,
      onPeakMemory: (bytes) => {
        peakMemory = Math.max(peakMemory, bytes);
      },
    });
    if (!isCalm) return;
    for (const run of runs) {
      if (over.delete(run)) close(run);
      else if (run.files.every((file) => file.gone !== undefined)) over.add(run);
    }
  }

  function close(run: TrackedRun): void {
    losses.close(run);
    judge.forget(run);
    runs.delete(run);
    for (const [inode, file] of inodes) if (file.run === run) inodes.delete(inode);
    lines += run.lines.length;
  }

  try {
    for (const plan of drawLives(seed)) {
      if (Date.now() > end) break;
      await lead(plan);
      if (findings.list.length > 0) break;
      for (const step of plan.meanwhile) play(step);
      // Output and errors that came meanwhile are taken before the next life begins.
      await delay(0);
    }
    if (findings.list.length === 0) await lead(lastLife);
    for (const run of runs) close(run);
    losses.compare(lives.length, disk.positions());
  } finally {
    if (life?.exit === undefined) await life?.abandon();
    disk.unmount();
  }
  const missingBytes = [...losses.missing.values()].reduce((sum, bytes) => sum + bytes, 0);
  return { findings, tally: judge.tally, lives, lines, missingBytes, peakMemory };
}
