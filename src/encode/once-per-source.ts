import type { LogSource } from '../record/log-source.js';

/** Looks up what was made of a source, and makes it the first time; it is forgotten with the source. */
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
