import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/repository.js';
import { createTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder.js';
import { findProgram } from './find-program.js';

/** A tar archive of an image's root: a static busybox, which is `/bin/sh` too, and `/emit.sh`. */
export function busyboxImage(): Buffer {
  const busybox = findProgram('busybox');
  if (busybox === undefined) throw new Error('no busybox on PATH: install busybox-static');
  const root = createTemporaryFolder();
  try {
    mkdirSync(join(root, 'bin'));
    copyFileSync(busybox, join(root, 'bin', 'busybox'));
    symlinkSync('busybox', join(root, 'bin', 'sh'));
    copyFileSync(join(repositoryRoot, 'test', 'fixtures', 'emit.sh'), join(root, 'emit.sh'));
    return execFileSync('tar', ['--create', '--directory', root, 'bin', 'emit.sh'], { maxBuffer: 64 * 1024 * 1024 });
  } finally {
    removeTemporaryFolder(root);
  }
}
