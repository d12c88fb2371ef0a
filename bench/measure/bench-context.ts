/** What every measurement needs to know. */
export interface BenchContext {
  /** Where inputs and outputs go. */
  readonly folder: string;
  readonly runs: number;
  readonly seed: number;
  /** Whether inputs and outputs stay there. */
  readonly keep: boolean;
  /** Says on standard error what is being done. */
  readonly say: (text: string) => void;
}
