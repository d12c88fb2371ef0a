import type { ServerBuild } from '../../test/e2e/servers/server-build.js';

/** A build from the module proxy does not know its own version. */
export const VLAGENT_VERSION = 'v1.52.2';

/** VictoriaMetrics' log agent, by its module's name: `vlagent` in the build's folder. */
export const vlagentBuild: ServerBuild = {
  name: 'vlagent',
  id: 'vlagent',
  sources: [],
  command: ({ output }) => [
    'env',
    `GOBIN=${output}`,
    ...['go', 'install', `github.com/VictoriaMetrics/VictoriaLogs/app/vlagent@${VLAGENT_VERSION}`],
  ],
  toBuild: [{ program: 'go', remedy: 'install Go (1.26 or later)' }],
  toRun: [],
};
