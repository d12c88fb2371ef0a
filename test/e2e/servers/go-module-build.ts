import type { ServerBuild } from './server-build.js';
import { SETPRIV } from './server-process.js';

export interface GoModule {
  readonly name: string;
  readonly id: string;
  /** A go.mod of a module of our own that requires the server's, by name and version; relative to the repository. */
  readonly manifest: string;
  /** The programs' packages: each becomes a binary of its last part's name. */
  readonly packages: readonly string[];
}

/** Copies the manifest, beside which Go writes its sums, and builds the packages. */
const SCRIPT = 'cp "$1" go.mod && shift && exec nice -n 10 go build -mod=mod -trimpath -o ./ "$@"';

/** Programs of a Go module, built by its name and version. */
export function goModuleBuild({ name, id, manifest, packages }: GoModule): ServerBuild {
  return {
    name,
    id,
    sources: [manifest],
    command: ({ repository }) => ['sh', '-c', SCRIPT, 'sh', `${repository}/${manifest}`, ...packages],
    toBuild: [{ program: 'go', remedy: 'install Go (1.26 or later)' }],
    toRun: [SETPRIV],
  };
}
