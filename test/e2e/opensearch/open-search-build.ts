import type { ServerBuild } from '../servers/server-build.js';
import { SETPRIV } from '../servers/server-process.js';

const FOLDER = 'test/e2e/opensearch';
const JDK = 'install default-jdk-headless (17 or later)';

/** Jars from Maven Central, in `lib`, and our own main, in `classes`. */
export const openSearchBuild: ServerBuild = {
  name: 'OpenSearch',
  id: 'opensearch',
  sources: [`${FOLDER}/pom.xml`, `${FOLDER}/java/OpenSearchServer.java`],
  command: ({ repository, output }) => [
    'mvn',
    '--batch-mode',
    '--no-transfer-progress',
    '--quiet',
    `--file=${repository}/${FOLDER}/pom.xml`,
    `-DoutputFolder=${output}`,
    'compile',
    'dependency:copy-dependencies',
  ],
  toBuild: [
    { program: 'mvn', remedy: 'install maven' },
    { program: 'javac', remedy: JDK },
  ],
  toRun: [{ program: 'java', remedy: JDK }, SETPRIV],
};
