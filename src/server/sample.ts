import type { MetricName } from './metric-list.js';

/** One series' value. */
export interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number>>;
  /** Of a histogram's series, what replaces the metric's name. */
  readonly metricName?: string;
}

/** Takes down the value of a series. */
export type Tell = (name: MetricName, value: number, labels?: Sample['labels'], metricName?: string) => void;

/** Samples by their metric. */
export function createSamples(): { readonly tell: Tell; of(name: string): readonly Sample[] } {
  const samples = new Map<string, Sample[]>();
  return {
    tell(name, value, labels = {}, metricName) {
      const known = samples.get(name) ?? [];
      samples.set(name, known);
      known.push(metricName === undefined ? { value, labels } : { value, labels, metricName });
    },
    of: (name) => samples.get(name) ?? [],
  };
}
