import type {
  BenchResult,
  ContenderName,
  InputProfile,
  ProcessFigures,
  ThroughputFigures,
} from '../../bench/result.js';
import { perSecond } from '../../bench/statistics.js';

const DOCKER: InputProfile = { format: 'docker', length: 'usual', escapes: 'few' };
const CRI: InputProfile = { ...DOCKER, format: 'cri' };

/** A small result of round figures, with two bars missed: the idle files' and the median latency's. */
export const BENCH_RESULT: BenchResult = {
  startedAt: '2026-11-23T20:00:00.000Z',
  machine: {
    cpuModel: 'Example CPU',
    cores: 2,
    memoryBytes: 8e9,
    platform: 'linux x64',
    nodeVersion: 'v20.19.0',
    inputsOnTmpfs: true,
  },
  smoke: false,
  seed: 1,
  runs: 3,
  startUp: [processFigures('read', 0.02), processFigures('podtail-null', 0.1)],
  throughput: [
    throughput('read', DOCKER, 0.05),
    throughput('podtail-null', DOCKER, 0.25),
    throughput('podtail-file', DOCKER, 0.5),
    throughput('split2', DOCKER, 2.5),
    throughput('read', CRI, 0.04),
    throughput('podtail-null', CRI, 0.2),
    throughput('podtail-file', CRI, 0.4),
    throughput('split2', CRI, 2),
    throughput('tail-file', DOCKER, 5),
  ],
  memory: [
    { ...processFigures('podtail-null', 3), files: 1, inputBytes: 1e9 },
    { ...processFigures('podtail-file', 2), files: 500, inputBytes: 500e6 },
  ],
  idle: { files: 1_000, seconds: 30, cpuShare: 0.025, handles: 1_022, watches: 2_001, residentBytes: 80e6 },
  latency: {
    files: 50,
    seconds: 20,
    lines: 2_000,
    medianMilliseconds: 12,
    percentile99Milliseconds: 40,
    maxMilliseconds: 60,
  },
};

/** 100 MB in 400,000 lines. */
function throughput(contender: ContenderName, input: InputProfile, seconds: number): ThroughputFigures {
  const figures = processFigures(contender, seconds);
  return {
    ...figures,
    input,
    inputBytes: 100e6,
    inputLines: 400_000,
    megabytesPerCpuSecond: perSecond(100, figures.cpuSeconds),
    linesPerCpuSecond: perSecond(400_000, figures.cpuSeconds),
  };
}

function processFigures(contender: ContenderName, seconds: number): ProcessFigures {
  const spread = { median: seconds, min: seconds * 0.8, max: seconds };
  return {
    contender,
    cpuSeconds: spread,
    wallSeconds: spread,
    peakResidentBytes: { median: 60e6, min: 60e6, max: 61e6 },
  };
}
