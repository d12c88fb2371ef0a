import { collectorBuild } from './collector/collector-build.js';
import { lokiBuild } from './loki/loki-build.js';
import { openSearchBuild } from './opensearch/open-search-build.js';
import { buildServer, isBuilt, type ServerBuild, serverFolder, whyNotToBuild } from './servers/server-build.js';
import { validatorsBuild } from './validators/validators-build.js';
import { victoriaLogsBuild } from './victoria-logs/victoria-logs-build.js';

/**
 * Builds the servers that the end-to-end tests start, where they are not built yet. Its own program, since a cold build
 * takes longer than a test may. One that cannot be built here is left out, unless PODTAIL_REQUIRE_SERVERS is 1. Loki,
 * which takes longest, is built where it is asked for: `prepare-servers.js loki`.
 */
const builds = process.argv.includes('loki')
  ? [lokiBuild]
  : [openSearchBuild, collectorBuild, victoriaLogsBuild, validatorsBuild];
for (const build of builds) prepare(build);

function prepare(build: ServerBuild): void {
  if (isBuilt(build)) {
    console.log(`${build.name}: already in ${serverFolder(build)}`);
    return;
  }
  const missing = whyNotToBuild(build);
  if (missing !== undefined) {
    console.log(`${build.name}: not built, ${missing}`);
    if (process.env.PODTAIL_REQUIRE_SERVERS === '1') process.exitCode = 1;
    return;
  }
  const start = performance.now();
  buildServer(build);
  console.log(`${build.name}: built in ${Math.round((performance.now() - start) / 1000)} s`);
}
