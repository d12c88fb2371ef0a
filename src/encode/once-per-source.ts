import type { LogSource } from '../record/log-source.js';

/** Creates a value for a source once, and returns the same value later. The value is forgotten with the source. */
export function oncePerSource<Made>(make: (source: LogSource) => Made): (source: LogSource) => Made {
  const made = new WeakMap<LogSource, Made>();
  return (source) => {
    let known = made.get(source);
    if (known === undefined) {
      known = make(source);
      made.set(source, known);
    }
    return known;
  };
}
