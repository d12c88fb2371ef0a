import { parseArgs } from 'node:util';

/** What is measured: reading with the sinks at hand, or the sinks that send to servers. */
export type BenchPart = 'reading' | 'sinks';

export interface BenchOptions {
  readonly part: BenchPart;
  /** Tiny inputs, once each: says that all of it works. */
  readonly smoke: boolean;
  /** Input of the headline cases, in MB (10^6 bytes); all other sizes follow it. */
  readonly megabytes: number;
  /** How often each throughput and memory figure is measured. */
  readonly runs: number;
  readonly seed: number;
  /** Whether inputs and outputs stay on disk. */
  readonly keep: boolean;
  /** Where the result is written; absent: `bench/results/<time>.json`. */
  readonly json?: string;
}

export const USAGE = `npm run bench -- [reading | sinks | transforms | merge] [options]
  reading          podtail beside its baselines: speed, memory, idle files, latency (what is measured by default)
  sinks            each sink to a server that counts, and the other shippers that are on PATH
  transforms       what each transform costs, relative to the pipeline without it (only --smoke is an option there)
  merge            JSON lines, merged and compressed, beside vlagent (only --smoke is an option there)
  peers, compare   on a node whose logs are written and rotated: podtail beside other agents, or two checkouts of it
                   (their own options: npm run bench -- peers --help)
  --smoke          tiny inputs, once each: says that all of it works, not how fast (under a minute)
  --megabytes N    input of the headline cases in MB, 10^6 bytes (default 268.435456, which is 256 MiB; smoke: 4)
  --runs N         how often each figure is measured (default 3; smoke: 1)
  --seed N         seed of the inputs (default 1)
  --json FILE      where the result goes (default bench/results/<time>.json)
  --keep           leave inputs and outputs on disk
  --help`;

const PARTS: readonly BenchPart[] = ['reading', 'sinks'];
const DEFAULT_MEGABYTES = 268.435456;
const SMOKE_MEGABYTES = 4;

/** Reads the command line; undefined if it asks for help. Throws an Error that says what is wrong with it. */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      smoke: { type: 'boolean', default: false },
      megabytes: { type: 'string' },
      runs: { type: 'string' },
      seed: { type: 'string', default: '1' },
      keep: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { smoke, keep, json } = values;
  return {
    part: partOf(positionals),
    smoke,
    keep,
    megabytes: positive('--megabytes', values.megabytes, smoke ? SMOKE_MEGABYTES : DEFAULT_MEGABYTES),
    runs: Math.ceil(positive('--runs', values.runs, smoke ? 1 : 3)),
    seed: positive('--seed', values.seed, 1),
    ...(json === undefined ? {} : { json }),
  };
}

function partOf([written = 'reading', ...more]: readonly string[]): BenchPart {
  const part = PARTS.find((name) => name === written);
  if (part !== undefined && more.length === 0) return part;
  throw new Error(`'${[written, ...more].join(' ')}' cannot be measured, expected one of ${PARTS.join(', ')}`);
}

function positive(option: string, value: string | undefined, fallback: number): number {
  const number = value === undefined ? fallback : Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new Error(`${option} is '${value}', expected a number above 0`);
}
