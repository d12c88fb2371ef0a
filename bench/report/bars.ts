import type { BenchResult, ContenderName, LogFormat, MemoryFigures } from '../result.js';
import { isHeadline } from '../result.js';
import { formatTitle, megabytesText, numberText, percentText } from './format.js';

/** A figure that podtail is meant to reach. Bars are shown; nothing fails at one. */
export interface Bar {
  readonly title: string;
  readonly figure: string;
  readonly bar: string;
  readonly isMet: boolean;
}

/** 250 MB per CPU second where reading alone takes 2,000. */
const MOST_TIMES_READING = 8;
const LEAST_TIMES_BASELINE = 5;
const MOST_PEAK_BYTES = 100e6;
const MOST_IDLE_SHARE = 0.02;
const MOST_MEDIAN_MILLISECONDS = 10;
const MOST_PERCENTILE_99_MILLISECONDS = 100;

/** Compares a result with the bars. */
export function compareWithBars(result: BenchResult): Bar[] {
  return [
    ...throughputBars(result, 'docker'),
    ...throughputBars(result, 'cri'),
    ...result.memory.map(memoryBar),
    ...idleBars(result),
    ...latencyBars(result),
  ];
}

function throughputBars({ throughput }: BenchResult, format: LogFormat): Bar[] {
  const ofHeadline = throughput.filter(({ input }) => input.format === format && isHeadline(input));
  const rateOf = (contender: ContenderName): number =>
    ofHeadline.find((figures) => figures.contender === contender)!.megabytesPerCpuSecond.median;
  const [reading, podtail, baseline] = [rateOf('read'), rateOf('podtail-null'), rateOf('split2')];
  const title = `${formatTitle(format)} to the null sink`;
  return [
    {
      title: `${title}, cost beside reading alone`,
      figure: `${numberText(reading / podtail)} times (${numberText(podtail)} and ${numberText(reading)} MB per CPU s)`,
      bar: `at most ${MOST_TIMES_READING} times (250 and 2,000)`,
      isMet: reading / podtail <= MOST_TIMES_READING,
    },
    {
      title: `${title}, speed beside split2`,
      figure: `${numberText(podtail / baseline)} times (${numberText(podtail)} and ${numberText(baseline)} MB per CPU s)`,
      bar: `at least ${LEAST_TIMES_BASELINE} times`,
      isMet: podtail / baseline >= LEAST_TIMES_BASELINE,
    },
  ];
}

function memoryBar({ contender, files, inputBytes, peakResidentBytes }: MemoryFigures): Bar {
  const sink = contender === 'podtail-null' ? 'the null sink' : 'a file';
  const input = files === 1 ? 'one file' : `${numberText(files)} files at once`;
  return {
    title: `Peak memory, ${input}, ${megabytesText(inputBytes)} MB in all, to ${sink}`,
    figure: `${megabytesText(peakResidentBytes.max)} MB`,
    bar: `under ${megabytesText(MOST_PEAK_BYTES)} MB`,
    isMet: peakResidentBytes.max < MOST_PEAK_BYTES,
  };
}

function idleBars({ idle }: BenchResult): Bar[] {
  if (idle === undefined) return [];
  return [
    {
      title: `${numberText(idle.files)} idle files, ${numberText(idle.watches)} watches, over ${idle.seconds} s`,
      figure: `${percentText(idle.cpuShare)} of a core`,
      bar: `under ${percentText(MOST_IDLE_SHARE)}`,
      isMet: idle.cpuShare < MOST_IDLE_SHARE,
    },
  ];
}

function latencyBars({ latency }: BenchResult): Bar[] {
  const { files, seconds, lines, medianMilliseconds, percentile99Milliseconds } = latency;
  const title = `From write to standard output, ${numberText(lines / seconds)} lines/s over ${numberText(files)} files`;
  return [
    {
      title: `${title}, median`,
      figure: `${numberText(medianMilliseconds)} ms`,
      bar: `under ${MOST_MEDIAN_MILLISECONDS} ms`,
      isMet: medianMilliseconds < MOST_MEDIAN_MILLISECONDS,
    },
    {
      title: `${title}, 99th percentile`,
      figure: `${numberText(percentile99Milliseconds)} ms`,
      bar: `under ${MOST_PERCENTILE_99_MILLISECONDS} ms`,
      isMet: percentile99Milliseconds < MOST_PERCENTILE_99_MILLISECONDS,
    },
  ];
}

/** What is beside a bar. */
export function verdict({ isMet }: Bar): string {
  return isMet ? 'ok' : 'MISSED';
}
