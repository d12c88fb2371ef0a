import { join } from 'node:path';

const UNDICI = join(import.meta.dirname, 'undici-parts.cjs');

/** A bundler's plugin that takes the parts of libraries that podtail uses, in place of all of a library. */
export function fewerModules() {
  return {
    name: 'fewer-modules',
    resolveId: (name) => (name === 'undici' ? UNDICI : null),
  };
}
