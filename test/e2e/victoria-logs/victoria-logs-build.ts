import { goModuleBuild } from '../servers/go-module-build.js';

/** The binary `victoria-logs`. */
export const victoriaLogsBuild = goModuleBuild({
  name: 'VictoriaLogs',
  id: 'victoria-logs',
  manifest: 'test/e2e/victoria-logs/victoria-logs.mod',
  packages: ['github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs'],
});
