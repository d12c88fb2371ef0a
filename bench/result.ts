/** Which lines an input is made of. */
export interface InputProfile {
  readonly format: LogFormat;
  readonly length: LineLength;
  readonly escapes: Escapes;
}

export type LogFormat = 'docker' | 'cri';
/** How long the messages are: about 80 B, 200 B and 2 KB. */
export type LineLength = 'short' | 'usual' | 'long';
/** How much of a message JSON has to escape: plain text, or lines that an application printed as JSON itself. */
export type Escapes = 'few' | 'many';

/** Who does the work; see `contenders/contenders.ts`. */
export type ContenderName = 'read' | 'podtail-null' | 'podtail-file' | 'split2' | 'tail-file';

/** Median, least and greatest of what was measured several times. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What whole processes took, from their start to their exit. MB are 10^6 bytes, everywhere. */
export interface UsageFigures {
  /** User and system time of all threads of the process, in seconds. */
  readonly cpuSeconds: Spread;
  readonly wallSeconds: Spread;
  readonly peakResidentBytes: Spread;
}

export interface ProcessFigures extends UsageFigures {
  readonly contender: ContenderName;
}

/** What it took to work through one input. */
export interface ThroughputFigures extends ProcessFigures {
  readonly input: InputProfile;
  readonly inputBytes: number;
  readonly inputLines: number;
  readonly megabytesPerCpuSecond: Spread;
  readonly linesPerCpuSecond: Spread;
}

/** What it took to work through many bytes at once. */
export interface MemoryFigures extends ProcessFigures {
  readonly files: number;
  /** Of all files together. */
  readonly inputBytes: number;
}

/** What following files takes that nobody writes to. */
export interface IdleFigures {
  readonly files: number;
  readonly seconds: number;
  /** Of one core: 0.02 is 2%. */
  readonly cpuShare: number;
  /** Open handles of the process, of any kind. */
  readonly handles: number;
  /** Paths that the process asked the kernel to watch. */
  readonly watches: number;
  readonly residentBytes: number;
}

/** How long lines took from just before their write to their arrival at the other end of podtail's standard output. */
export interface LatencyFigures {
  readonly files: number;
  readonly seconds: number;
  readonly lines: number;
  readonly medianMilliseconds: number;
  readonly percentile99Milliseconds: number;
  readonly maxMilliseconds: number;
}

export interface Machine {
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly nodeVersion: string;
  /** Where the inputs were: true for memory, false for a disk. */
  readonly inputsOnTmpfs: boolean;
}

/** What a run of the benchmark was. */
export interface RunFacts {
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly machine: Machine;
  /** Tiny inputs: says that the benchmark works, not how fast podtail is. */
  readonly smoke: boolean;
  readonly seed: number;
  /** How often each throughput and memory figure was measured. */
  readonly runs: number;
}

/** All that a run of the part `reading` measured: what the tables are made of. */
export interface BenchResult extends RunFacts {
  /** The same commands with an empty file: what there is to subtract. */
  readonly startUp: readonly ProcessFigures[];
  readonly throughput: readonly ThroughputFigures[];
  readonly memory: readonly MemoryFigures[];
  /** Absent where the operating system is not Linux. */
  readonly idle?: IdleFigures;
  readonly latency: LatencyFigures;
}

/** What the quoted figures are about. */
export const HEADLINE: Pick<InputProfile, 'length' | 'escapes'> = { length: 'usual', escapes: 'few' };

export function isHeadline(input: InputProfile): boolean {
  return input.length === HEADLINE.length && input.escapes === HEADLINE.escapes;
}
