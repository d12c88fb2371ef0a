import type { ServerBuild } from '../servers/server-build.js';
import { SETPRIV } from '../servers/server-process.js';

const MANIFEST = 'test/e2e/collector/builder.yaml';

/** The binary `collector/collector`, by the collector's own builder, of the version of the manifest's core. */
export const collectorBuild: ServerBuild = {
  name: 'the OpenTelemetry Collector',
  id: 'collector',
  sources: [MANIFEST],
  command: ({ repository }) => [
    'go',
    'run',
    'go.opentelemetry.io/collector/cmd/builder@v0.140.0',
    `--config=${repository}/${MANIFEST}`,
  ],
  toBuild: [{ program: 'go', remedy: 'install Go (1.24 or later)' }],
  toRun: [SETPRIV],
};
