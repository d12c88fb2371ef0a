import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTemporaryFolder, removeTemporaryFolder } from '../../support/temporary-folder.js';
import { findProgram } from '../find-program.js';

/** What binaries that packages bring need beside what Node.js itself needs. */
const MORE_LIBRARIES = /^lib(rt|resolv|nss_dns|nss_files|util|anl)\.so\.\d+$/;

/**
 * A tar archive of an image's root that stands for Docker Hub's `node`, which is not available here: this machine's Node.js
 * and npm, with the settings by which npm finds its registry, and busybox as the shell.
 */
export function nodeImage(): Buffer {
  const root = createTemporaryFolder();
  try {
    const put = (from: string, to = from): void => {
      mkdirSync(dirname(join(root, to)), { recursive: true });
      cpSync(realpathSync(from), join(root, to), { recursive: true });
    };
    put(findProgram('busybox')!, '/bin/busybox');
    mkdirSync(join(root, 'usr', 'bin'), { recursive: true });
    mkdirSync(join(root, 'tmp'));
    symlinkSync('busybox', join(root, 'bin', 'sh'));
    symlinkSync('../../bin/busybox', join(root, 'usr/bin/env'));
    put(process.execPath, '/usr/bin/node');
    const npm = dirname(dirname(realpathSync(findProgram('npm')!)));
    put(npm, '/usr/lib/node_modules/npm');
    symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/bin/npm'));
    for (const library of libraries()) put(library);
    for (const file of ['/etc/resolv.conf', '/etc/ssl/certs/ca-certificates.crt']) if (existsSync(file)) put(file);
    const settings = [join(homedir(), '.npmrc'), join(dirname(dirname(process.execPath)), 'etc', 'npmrc')];
    for (const [index, to] of ['/root/.npmrc', '/usr/etc/npmrc'].entries()) {
      if (existsSync(settings[index]!)) put(settings[index]!, to);
    }
    return execFileSync('tar', ['--create', '--directory', root, '.'], { maxBuffer: 1024 ** 3 });
  } finally {
    removeTemporaryFolder(root);
  }
}

/** The shared libraries of Node.js, the loader included, and those beside them that packages may need. */
function libraries(): string[] {
  const { stdout } = spawnSync('ldd', [process.execPath], { encoding: 'utf8' });
  const found = [...stdout.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1]!);
  const libc = found.find((path) => path.includes('libc.so'));
  if (libc === undefined) throw new Error(`ldd names no C library: ${stdout}`);
  const folder = dirname(libc);
  const more = readdirSync(folder).filter((name) => MORE_LIBRARIES.test(name));
  return [...found, ...more.map((name) => join(folder, name))];
}
