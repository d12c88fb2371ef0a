/** What `gzip-alone.ts` has to do; it gets this as JSON in its first argument, and prints how many bytes it read. */
export interface GzipTask {
  readonly path: string;
  readonly level: number;
}
