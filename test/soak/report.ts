import type { Sample } from './sample.js';
import { type Trend, trendOf } from './trend.js';

/** A figure whose line is shown at the end. */
interface Figure {
  readonly name: string;
  readonly key: keyof Sample;
  /** Hours after the start from which on it must not grow; not given: it may. */
  readonly boundedFrom?: number;
  readonly unit: string;
  /** How much of the sample's unit one of these is. */
  readonly scale: number;
}

const FIGURES: readonly Figure[] = [
  // Code is compiled, and the heap finds its size, for about eight minutes, in which memory grows by some MB.
  { name: 'resident memory', key: 'residentBytes', boundedFrom: 0.16, unit: 'MB', scale: 1e6 },
  { name: 'descriptors', key: 'handles', boundedFrom: 0, unit: '', scale: 1 },
  { name: 'inotify watches', key: 'watches', boundedFrom: 0, unit: '', scale: 1 },
  { name: 'positions file', key: 'positionsBytes', boundedFrom: 0, unit: 'kB', scale: 1e3 },
  { name: 'lines of metrics', key: 'series', boundedFrom: 0, unit: '', scale: 1 },
  { name: 'processor', key: 'cpuShare', unit: '% of a core', scale: 0.01 },
  { name: 'payload held', key: 'heldBytes', unit: 'kB', scale: 1e3 },
  { name: 'lag', key: 'lagBytes', unit: 'kB', scale: 1e3 },
];

export interface Growth {
  /** For people, a line for each figure. */
  readonly lines: readonly string[];
  /** Names of the figures that grow and must not. */
  readonly growing: readonly string[];
}

/**
 * The line through each figure.
 *
 * @param samples those after the warm-up, at least three
 * @param warmUp how long that took, in hours
 */
export function judgeGrowth(samples: readonly Sample[], warmUp: number): Growth {
  const isJudged = ({ boundedFrom }: Figure): boolean => boundedFrom !== undefined && warmUp >= boundedFrom;
  const trends = FIGURES.map((figure) => ({
    figure,
    trend: trendOf(samples.map((sample) => ({ hours: sample.hours, value: sample[figure.key] / figure.scale }))),
  }));
  return {
    lines: trends.map(({ figure, trend }) => describe(figure, trend, isJudged(figure))),
    growing: trends.filter(({ figure, trend }) => isJudged(figure) && trend.grows).map(({ figure }) => figure.name),
  };
}

/** What a sample says, in one line. */
export function describeSample(sample: Sample): string {
  const { residentBytes, handles, watches, cpuShare, positionsBytes, lagBytes } = sample;
  return [
    `${(residentBytes / 1e6).toFixed(1)} MB resident`,
    `${handles} descriptors`,
    `${watches} watches`,
    `${(cpuShare * 100).toFixed(1)} % of a core`,
    `positions ${(positionsBytes / 1e3).toFixed(1)} kB`,
    `lag ${(lagBytes / 1e3).toFixed(0)} kB`,
  ].join(', ');
}

function describe(
  { name, boundedFrom, unit, scale }: Figure,
  { mean, slope, margin, grows }: Trend,
  isJudged: boolean,
): string {
  const digits = scale === 1 ? 1 : 2;
  const per = unit === '' ? '' : ` ${unit}`;
  const line = `${sign(slope, digits)} ± ${margin.toFixed(digits)}${per} an hour`;
  const verdict = boundedFrom === undefined ? '' : !grows ? 'flat' : isJudged ? 'GROWS' : 'grows, too early to tell';
  return `${name.padEnd(18)}mean ${mean.toFixed(digits)}${per}, slope ${line}  ${verdict}`.trimEnd();
}

function sign(value: number, digits: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
}
