import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Node } from '../support/node.js';
import { type Accounts, watchAccounts } from './accounts.js';
import type { Findings } from './findings.js';
import { type Life, type LifeOptions, startLife } from './life.js';
import type { Waiting } from './losses.js';
import type { LifePlan, Step } from './plan.js';
import type { StateDisk } from './state-disk.js';

export interface LeadLifeOptions extends Pick<LifeOptions, 'number' | 'onLine' | 'onLogLine'> {
  readonly plan: LifePlan;
  readonly root: string;
  readonly node: Node;
  readonly applications: string;
  readonly disk: StateDisk;
  readonly findings: Findings;
  /** The sinks, as the configuration has them; standard output if not given. */
  readonly sinks?: readonly object[];
  play(step: Step): void;
  /** What is there and has not come. */
  waitingFor(): Waiting | undefined;
  onStart(life: Life): void;
  onPeakMemory(bytes: number): void;
}

/** In milliseconds. */
const GRACE = 2_000;
const DEADLINE = 60_000;
/** Having run for so short a time, it may not listen to signals yet. */
const TIME_TO_START = 3_000;
/** Within so long what was put out must be saved as settled: positions are saved once a second. */
const TIME_TO_SAVE = 5_000;
/** Bytes: what a sink that takes nothing must not make podtail exceed. */
const MOST_MEMORY = 150 * 1024 * 1024;

/** Starts podtail, does what the plan says, and ends it. */
export async function leadLife(options: LeadLifeOptions): Promise<void> {
  const { plan, number, findings, play, onStart, onLine, onLogLine, onPeakMemory, disk } = options;
  let isOverdue = false;
  const accounts = watchAccounts((what) => findings.add('unaccounted', number, what));
  const life = startLife({
    number,
    args: argsOf(options),
    onLine,
    onLogLine: (line) => {
      onLogLine(line, life);
      accounts.listen(line);
      if (isFault(line, disk)) findings.add('error', number, line);
      if (line.includes('some records were not delivered within')) isOverdue = true;
    },
  });
  onStart(life);
  for (const { at, step } of plan.steps) {
    await delay(life.startedAt + at - Date.now());
    if (life.exit !== undefined || findings.list.length > 0) break;
    play(step);
  }
  if (findings.list.length > 0) {
    accounts.stop();
    await life.abandon();
    return;
  }
  await delay(life.startedAt + plan.duration - Date.now());
  if (plan.ending !== 'once' && life.exit !== undefined) findings.add('ended', number, `with ${life.exit}, by itself`);
  const memory = life.peakMemory();
  onPeakMemory(memory);
  if (memory > MOST_MEMORY) findings.add('memory', number, `${Math.round(memory / 1e6)} MB resident`);

  const stalledSince = life.stalledSince ?? Number.POSITIVE_INFINITY;
  const isClean = (await endLife(life, accounts, options)) && !isOverdue;
  accounts.stop();
  const now = life.endedAt ?? Date.now();
  const isSaved = disk.fullUntil < now - (isClean ? 0 : TIME_TO_SAVE);
  life.couldSave = isSaved;
  if (isClean && isSaved) return;
  const unsaved = [now, stalledSince, ...(isSaved ? [] : [disk.fullFrom])];
  life.settledUntil = Math.min(...unsaved) - life.frozenTime() - TIME_TO_SAVE;
}

/** Milliseconds after which what podtail says is surely not of that time any more, though it was frozen meanwhile. */
const LATEST_WORD = 20_000;

/** The plan fills the disk of the state folder, which podtail may say then. */
function isFault(line: string, disk: StateDisk): boolean {
  const wasFull = disk.fullUntil > Date.now() - LATEST_WORD;
  return !line.startsWith('{') || (line.startsWith('{"level":"error"') && !(wasFull && line.includes('ENOSPC')));
}

function argsOf({ plan, root, node, applications, disk, number, sinks }: LeadLifeOptions): string[] {
  const config = join(root, `podtail-${number % 2}.yaml`);
  const { partialTimeout, sweepInterval } = plan;
  writeFileSync(
    config,
    JSON.stringify({
      include: [join(node.pods, '*', '*', '*.log'), join(applications, '*.log')],
      allowTarget: [node.dockerContainers, node.pods, applications],
      stateDir: disk.folder,
      sweepInterval: `${sweepInterval}ms`,
      limits: { partialTimeout: `${partialTimeout}ms` },
      shutdown: { grace: `${GRACE}ms` },
      ...(sinks === undefined ? {} : { sinks }),
    }),
  );
  return ['--config', config, '--listen', '127.0.0.1:0', ...(plan.ending === 'once' ? ['--once'] : [])];
}

/** Ends it as planned; returns whether it had the time to save its positions. */
async function endLife(
  life: Life,
  accounts: Accounts,
  { plan, number, findings, waitingFor }: LeadLifeOptions,
): Promise<boolean> {
  const { ending } = plan;
  if (ending === 'kill') {
    await life.abandon();
    return false;
  }
  life.thaw();
  if (ending === 'closeSink') {
    await life.closeSink();
    await Promise.race([life.exited, delay(1_000)]);
  }
  if (ending === 'calm') {
    life.freeSink();
    const end = Date.now() + DEADLINE;
    while (waitingFor() !== undefined && Date.now() < end && life.exit === undefined) await delay(50);
    const unsettled = await settles(accounts, end);
    if (unsettled !== undefined) findings.add('unaccounted', number, `not settled, though it came: ${unsettled}`);
  }
  const age = Date.now() - life.startedAt - life.frozenTime();
  if (ending !== 'once' && life.exit === undefined) life.signal('SIGTERM');
  await Promise.race([life.exited, delay(DEADLINE, undefined, { ref: false })]);
  const isStillborn = life.exit === 'SIGTERM' && age < TIME_TO_START;
  if (life.exit !== 0 && !isStillborn)
    findings.add('ended', number, `with ${life.exit ?? 'nothing, when it was asked to'}`);
  if (life.exit === undefined) life.signal('SIGKILL');
  life.freeSink();
  await life.drained;
  const waiting = ending === 'calm' || ending === 'once' ? waitingFor() : undefined;
  if (waiting !== undefined) findings.add('lost', number, waiting.description, waiting.log);
  return life.exit === 0 && ending !== 'closeSink';
}

/** What is not settled in time. */
async function settles(accounts: Accounts, end: number): Promise<string | undefined> {
  let unsettled = await accounts.unsettled();
  while (unsettled !== undefined && Date.now() < end) {
    await delay(50);
    unsettled = await accounts.unsettled();
  }
  return unsettled;
}
