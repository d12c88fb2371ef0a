import { goModuleBuild } from '../servers/go-module-build.js';
import type { ServerBuild } from '../servers/server-build.js';

/** The binary `loki`. Building it takes 6 minutes of two cores, so that it has a script of its own. */
export const lokiBuild: ServerBuild = {
  ...goModuleBuild({
    name: 'Loki',
    id: 'loki',
    manifest: 'test/e2e/loki/loki.mod',
    packages: ['github.com/grafana/loki/v3/cmd/loki'],
  }),
  script: 'npm run prepare:loki',
};
