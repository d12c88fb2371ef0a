import type { ServerBuild } from '../../test/e2e/servers/server-build.js';

/** VictoriaMetrics' log agent, by its module's name: `vlagent` in the build's folder. */
export const vlagentBuild: ServerBuild = {
  name: 'vlagent',
  id: 'vlagent',
  sources: [],
  command: ({ output }) => [
    'env',
    `GOBIN=${output}`,
    ...['go', 'install', 'github.com/VictoriaMetrics/VictoriaLogs/app/vlagent@v1.52.2'],
  ],
  toBuild: [{ program: 'go', remedy: 'install Go (1.26 or later)' }],
  toRun: [],
};
