import { linearRegression, mean, probit, sampleCorrelation, sampleStandardDeviation } from 'simple-statistics';

/** A figure at a moment. */
export interface Point {
  readonly hours: number;
  readonly value: number;
}

/** The straight line through a figure's values over time. */
export interface Trend {
  readonly mean: number;
  /** By how much the figure grows in an hour. */
  readonly slope: number;
  /** The slope lies between `slope - margin` and `slope + margin`, with 99 % confidence. */
  readonly margin: number;
  /** Whether it grows by more than 5 % of its mean in an hour, and not by chance. */
  readonly grows: boolean;
}

const CONFIDENCE = 0.99;
/** Values close to each other in time are alike, which makes chance look like a trend: the line goes through so many means. */
const MOST_MEANS = 30;
const TOLERATED = 0.05;

/** @param points in order of time, at least three */
export function trendOf(points: readonly Point[]): Trend {
  const means = meansOf(points);
  const hours = means.map((point) => point.hours);
  const values = means.map((point) => point.value);
  const { m: slope } = linearRegression(means.map((point) => [point.hours, point.value]));
  const spread = sampleStandardDeviation(values);
  // Of values that are all the same there is no correlation.
  const unexplained = spread === 0 ? 0 : Math.max(0, 1 - sampleCorrelation(hours, values) ** 2);
  const standardError = (spread / sampleStandardDeviation(hours)) * Math.sqrt(unexplained / (means.length - 2));
  const margin = probit((1 + CONFIDENCE) / 2) * standardError;
  const average = mean(values);
  return { mean: average, slope, margin, grows: slope > TOLERATED * average && slope > margin };
}

function meansOf(points: readonly Point[]): Point[] {
  const count = Math.min(MOST_MEANS, points.length);
  return Array.from({ length: count }, (_, index) => {
    const group = points.slice(
      Math.round((index * points.length) / count),
      Math.round(((index + 1) * points.length) / count),
    );
    return { hours: mean(group.map(({ hours }) => hours)), value: mean(group.map(({ value }) => value)) };
  });
}
