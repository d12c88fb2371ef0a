/** What the operating system says that a process took, all its threads together. */
export interface ProcessUsage {
  readonly userMicroseconds: number;
  readonly systemMicroseconds: number;
  readonly peakResidentBytes: number;
}

/** What a process took from its start to its exit, as its parent sees it too. */
export interface ProcessRun {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly peakResidentBytes: number;
}

/** Seconds of user and system time. */
export function cpuSeconds({ userMicroseconds, systemMicroseconds }: ProcessUsage): number {
  return (userMicroseconds + systemMicroseconds) / 1e6;
}
