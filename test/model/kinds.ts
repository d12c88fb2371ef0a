import { createSeededRandom } from '../support/seeded-random.js';
import type { LogSettings } from './log-layout.js';
import type { Pace } from './model.js';

const BANNER = '# started, and as so often says so at length\n';

export const KINDS = ['docker', 'cri', 'logrotate', 'copytruncate'] as const;

/** A way to write and rotate a log; what it is in detail depends on the seed. */
export function settingsOf(kind: LogSettings['kind'], seed: number): LogSettings {
  const random = createSeededRandom(seed ^ 0x5eed);
  const maxFiles = 1 + random.below(5);
  const compress = random.pick(['never', 'now'] as const);
  switch (kind) {
    case 'docker':
      return { kind, format: 'docker', maxFiles, compress, banner: '', startsAlike: random.below(4) === 0 };
    case 'cri':
      return { kind, format: 'cri', maxFiles: Math.max(2, maxFiles), compress: 'later', banner: '' };
    case 'logrotate': {
      const banner = random.pick(['', BANNER]);
      const how = { compress: random.pick(['never', 'now', 'later'] as const), hidesNames: random.below(4) === 0 };
      return { kind, format: 'plain', maxFiles, banner, ...how };
    }
    case 'copytruncate':
      return {
        kind,
        format: random.pick(['plain', 'docker']),
        maxFiles,
        compress,
        banner: '',
        isBusy: random.below(2) === 0,
      };
  }
}

/** From quiet logs to such as are rotated while podtail looks at them. */
export function paceOf(seed: number): Pace {
  const random = createSeededRandom(seed ^ 0xface);
  return {
    rotations: random.pick([3, 10, 30]),
    interference: random.pick([0, 5, 20, 60]),
    isCrowded: random.below(3) === 0,
    writesLate: random.below(3) === 0,
    hasSecondPath: random.below(4) === 0,
  };
}
