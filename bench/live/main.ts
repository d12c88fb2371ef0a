/* `npm run bench -- peers` and `npm run bench -- compare A B`: agents side by side on a node that lives. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findProgram } from '../../test/e2e/find-program.js';
import { buildServer, isBuilt, whyNotToBuild } from '../../test/e2e/servers/server-build.js';
import { repositoryRoot } from '../../test/support/repository.js';
import { describeMachine } from '../machine.js';
import { readOptions } from '../read-options.js';
import { textTable } from '../report/text-table.js';
import { replaceTable } from '../table.js';
import { createWorkspace } from '../workspace.js';
import { type Agent, agentOf, peersHere, podtailOf } from './agents.js';
import { LIVE_USAGE, type LiveOptions, parseLiveOptions } from './live-options.js';
import type { LiveAgentResult, LiveResult } from './live-result.js';
import { LIVE_HEAD, LIVE_PLACE, liveMarkdown, liveRows } from './live-table.js';
import { type LiveFigures, measureAgent } from './measure-agent.js';
import { vlagentBuild } from './vlagent-build.js';

const DOCUMENT = join(repositoryRoot, 'docs', 'benchmarks.md');
/** Two rotated files and a live one for each log, and what agents keep. */
const NEEDED_BYTES = 2e9;

/** Measures as the command line says. Sets the exit status: 1 if an agent failed, 2 for a wrong option. */
export async function benchLive(args: readonly string[]): Promise<void> {
  const options = readOptions(parseLiveOptions, args, LIVE_USAGE);
  if (options === undefined) return;
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const agents = agentsFor(options, say);
  const workspace = createWorkspace(options.smoke ? NEEDED_BYTES / 100 : NEEDED_BYTES);
  try {
    const startedAt = new Date().toISOString();
    const cases = [];
    for (const liveCase of options.cases) {
      const runs = new Map<string, LiveFigures[]>(agents.map(({ name }) => [name, []]));
      const failures = new Map<string, string>();
      for (let run = 0; run < options.runs; run++) {
        for (const agent of agents) {
          say(`${liveCase.title}: ${agent.name}, run ${run + 1} of ${options.runs}`);
          try {
            runs.get(agent.name)!.push(await measureAgent(agent, liveCase, workspace.folder, options.seed));
          } catch (error) {
            failures.set(agent.name, (error as Error).message);
            say(`${agent.name} failed: ${(error as Error).message}`);
            process.exitCode = 1;
          }
        }
      }
      cases.push({ case: liveCase, agents: agents.map(({ name }) => resultOf(name, runs, failures)) });
    }
    const { kind, runs, seed, smoke } = options;
    const described = agents.map(({ name, version, does }) => ({ name, version, does }));
    const machine = describeMachine(workspace.onTmpfs);
    report({ startedAt, machine, kind, runs, seed, smoke, agents: described, cases }, options);
  } finally {
    workspace.remove();
  }
}

function agentsFor(options: LiveOptions, say: (text: string) => void): Agent[] {
  if (options.kind === 'compare') {
    return options.checkouts.map((checkout, index) => podtailOf(resolve(checkout), `podtail-${'AB'[index]}`));
  }
  const missing = whyNotToBuild(vlagentBuild);
  const isWanted = options.only === undefined || options.only.includes('vlagent');
  if (isWanted && !options.smoke && !isBuilt(vlagentBuild) && findProgram('vlagent') === undefined) {
    say(missing === undefined ? 'building vlagent, once' : `no vlagent: ${missing}`);
    if (missing === undefined) buildServer(vlagentBuild);
  }
  const all = [podtailOf(repositoryRoot, 'podtail'), ...peersHere(), ...options.agents.map(agentOf)];
  const { only } = options;
  return only === undefined ? all : all.filter(({ name }) => only.includes(name));
}

function resultOf(
  name: string,
  runs: ReadonlyMap<string, readonly LiveFigures[]>,
  failures: ReadonlyMap<string, string>,
): LiveAgentResult {
  const failure = failures.get(name);
  return { name, runs: runs.get(name)!, ...(failure === undefined ? {} : { failure }) };
}

function report(result: LiveResult, { json, writesDocument }: LiveOptions): void {
  const file = json ?? join(repositoryRoot, 'bench', 'results', `${result.startedAt.replaceAll(':', '-')}.json`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
  for (const one of result.cases) {
    process.stdout.write(`${one.case.title}\n${textTable([[...LIVE_HEAD], ...liveRows(one)], 1)}\n\n`);
  }
  process.stdout.write(`Result: ${file}\n`);
  if (!writesDocument) return;
  writeFileSync(DOCUMENT, replaceTable(readFileSync(DOCUMENT, 'utf8'), liveMarkdown(result), LIVE_PLACE));
}
