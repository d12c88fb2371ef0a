/** From one moment to another, in milliseconds of the wall's clock; without `to` it lasts. */
export interface Interval {
  readonly from: number;
  to?: number;
}

/** Milliseconds. */
const INTERVAL = 100;
const HALT = 1_000;

/**
 * Notes when this process did not come to run for more than a second, because the machine stood still or had too much to do: one
 * cannot say of podtail then that it had the time to do something.
 */
export function watchHalts(): { readonly halts: readonly Interval[]; stop(): void } {
  const halts: Interval[] = [];
  let from = Date.now();
  const timer = setInterval(() => {
    const to = Date.now();
    if (to - from > HALT) halts.push({ from, to });
    from = to;
  }, INTERVAL);
  timer.unref();
  return { halts, stop: () => clearInterval(timer) };
}
