import { createSeededRandom } from '../support/seeded-random.js';
import type { LogSettings } from './log-layout.js';

const BANNER = '# started, and as so often says so at length\n';

/** All the ways to write and rotate a log, one after the other; what else they differ in depends on the seed. */
export function settingsOf(seed: number): LogSettings {
  const random = createSeededRandom(seed ^ 0x5eed);
  const maxFiles = 1 + random.below(5);
  const compress = random.pick(['never', 'now'] as const);
  const kinds: readonly (() => LogSettings)[] = [
    () => ({ kind: 'docker', format: 'docker', maxFiles, compress, banner: '' }),
    () => ({ kind: 'cri', format: 'cri', maxFiles: Math.max(2, maxFiles), compress: 'later', banner: '' }),
    () => {
      const banner = random.pick(['', BANNER]);
      return { kind: 'logrotate', format: 'plain', maxFiles, compress: random.pick(['never', 'now', 'later']), banner };
    },
    () => ({ kind: 'copytruncate', format: random.pick(['plain', 'docker']), maxFiles, compress, banner: '' }),
  ];
  return kinds[seed % kinds.length]!();
}
