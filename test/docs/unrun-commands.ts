/** A command of the documents that no test can run unchanged, and why. */
export interface UnrunCommand {
  readonly pattern: RegExp;
  /** What it needs, and what checks it all the same. */
  readonly reason: string;
}

export const unrunCommands: readonly UnrunCommand[] = [
  { pattern: /^npm ci && npm (run demo|test)$/, reason: 'installs anew, and runs these tests; .ci/run runs both' },
  {
    pattern: /^npm (install --global|ci && npm run build && npm pack && sudo npm install --global) /,
    reason: 'installs for the whole machine; .ci/run installs the packed tarball',
  },
  { pattern: /^docker build /, reason: 'needs a Docker Engine; test/e2e/image.test.ts builds the image' },
  {
    pattern: /^docker compose /,
    reason: 'needs a Docker Engine and images; test/e2e/examples.test.ts validates the file',
  },
  { pattern: /^kind /, reason: 'needs a cluster' },
  { pattern: /^kubectl apply /, reason: 'needs a cluster; test/e2e/examples.test.ts validates the manifests' },
  { pattern: /^kubectl( --namespace podtail)? (logs|rollout|label|exec) /, reason: 'needs a cluster' },
  {
    pattern: /^helm upgrade --install /,
    reason: 'needs a cluster; test/e2e/examples.test.ts renders and validates it',
  },
  {
    pattern: /^podtail (top|tail) /,
    reason: 'asks a podtail that runs; test/process/live-tail.test.ts runs both',
  },
  { pattern: /^sudo (install|systemctl) /, reason: 'changes the machine; test/examples has the files and the unit' },
  {
    pattern: /^npm (ci && npm run build && npm install --no-save|run executable) /,
    reason: 'installs a Node.js; test/e2e/executable.test.ts makes the executable',
  },
  {
    pattern: /^source <\(podtail completion zsh\)$/,
    reason: 'needs zsh; test/process/completion.test.ts runs it where there is one',
  },
];
