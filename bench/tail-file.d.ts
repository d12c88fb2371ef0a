/** What the benchmark uses of tail-file 1.4, which comes without types. */
declare module 'tail-file' {
  interface TailOptions {
    /** A position in characters. */
    readonly startPos?: 'start' | 'end' | number;
  }

  class Tail {
    constructor(file: string, options?: TailOptions);
    start(): void;
    stop(): Promise<void>;
    on(event: 'line', listener: (line: string) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    /** All that is there was read; the position is in bytes. */
    on(event: 'eof', listener: (position: number) => void): this;
  }

  export = Tail;
}
