import { parseArgs } from 'node:util';
import { CASES, type LiveCase, SMOKE_CASES } from './live-case.js';

export interface LiveOptions {
  /** `peers`: this checkout beside other agents. `compare`: two checkouts of podtail. */
  readonly kind: 'peers' | 'compare';
  readonly checkouts: readonly string[];
  readonly cases: readonly LiveCase[];
  /** Names of the agents to run; undefined for all that are there. */
  readonly only?: readonly string[];
  /** Agents of the reader's own, `NAME=COMMAND`. */
  readonly agents: readonly string[];
  readonly runs: number;
  readonly seed: number;
  readonly smoke: boolean;
  readonly json?: string;
  /** Whether `docs/benchmarks.md` is to hold the tables. */
  readonly writesDocument: boolean;
}

export const LIVE_USAGE = `npm run bench -- peers [options]       podtail beside other agents on a node whose logs are written and rotated
npm run bench -- compare A B [options] two built checkouts of podtail, in turns
  --cases NAMES    ${CASES.map(({ name }) => name).join(', ')} (default: all)
  --only NAMES     of the agents: podtail, vlagent, fluent-bit, otelcol, rsyslog (default: all that are built or on PATH)
  --agent N=CMD    one more agent, may be given several times; {logs}, {state} and {url} in its command are filled in
  --runs N         how often each case is run with each agent, in turns (default 3; smoke: 1)
  --seed N         of the writer (default 1)
  --smoke          few files, seconds: says that all of it works, not how fast
  --json FILE      where the result goes (default bench/results/<time>.json)
  --document       write the tables into docs/benchmarks.md
  --help`;

/** Reads the command line; undefined if it asks for help. Throws an Error that says what is wrong with it. */
export function parseLiveOptions(args: readonly string[]): LiveOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      cases: { type: 'string' },
      only: { type: 'string' },
      agent: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      smoke: { type: 'boolean', default: false },
      json: { type: 'string' },
      document: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [kind, ...checkouts] = positionals;
  if (kind !== 'peers' && kind !== 'compare') throw new Error(`expected peers or compare, found '${kind}'`);
  const wanted = kind === 'peers' ? 0 : 2;
  if (checkouts.length !== wanted) throw new Error(`${kind} takes ${wanted} checkouts, found ${checkouts.length}`);
  const { only, json, smoke } = values;
  return {
    kind,
    checkouts,
    cases: casesOf(values.cases, smoke ? SMOKE_CASES : CASES),
    ...(only === undefined ? {} : { only: only.split(',') }),
    agents: values.agent,
    runs: count('--runs', values.runs ?? (smoke ? '1' : '3')),
    seed: count('--seed', values.seed),
    smoke,
    ...(json === undefined ? {} : { json }),
    writesDocument: values.document,
  };
}

function casesOf(names: string | undefined, all: readonly LiveCase[]): readonly LiveCase[] {
  if (names === undefined) return all;
  return names.split(',').map((name) => {
    const found = all.find((one) => one.name === name);
    if (found === undefined)
      throw new Error(`--cases: there is no '${name}', expected ${all.map((one) => one.name).join(', ')}`);
    return found;
  });
}

function count(option: string, value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`${option} is '${value}', expected a whole number above 0`);
}
