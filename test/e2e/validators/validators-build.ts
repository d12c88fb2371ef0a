import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../../support/repository.js';
import { type ServerBuild, serverFolder } from '../servers/server-build.js';

const SCRIPT = 'test/e2e/validators/install.sh';

/** The programs that judge the examples: Helm, Compose, hadolint and kubernetes-validate, and two of Debian's. */
export const validatorsBuild: ServerBuild = {
  name: 'the validators of the examples',
  id: 'validators',
  sources: [SCRIPT],
  command: ({ repository }) => ['bash', `${repository}/${SCRIPT}`],
  toBuild: [{ program: 'go', remedy: 'install Go (1.24 or later)' }],
  toRun: [
    { program: 'python3', remedy: 'install Python 3.10 or later, with pip' },
    { program: 'promtool', remedy: 'install prometheus' },
    { program: 'systemd-analyze', remedy: 'install systemd' },
  ],
};

export type Validator = 'compose' | 'hadolint' | 'helm' | 'kubernetes-validate' | 'promtool' | 'systemd-analyze';

/** What a validator printed; `input` is its standard input. Throws with all that it said where it is not content. */
export function validate(validator: Validator, args: readonly string[], input = ''): string {
  const folder = serverFolder(validatorsBuild);
  const [program, ...first] = commandOf(validator, folder);
  const { status, error, stdout, stderr } = spawnSync(program, [...first, ...args], {
    cwd: repositoryRoot,
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: folder },
    input,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${validator} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

function commandOf(validator: Validator, folder: string): [program: string, ...args: string[]] {
  switch (validator) {
    case 'kubernetes-validate':
      return ['python3', '-m', 'kubernetes_validate', '--strict'];
    case 'promtool':
    case 'systemd-analyze':
      return [validator];
    default:
      return [join(folder, 'bin', validator)];
  }
}
