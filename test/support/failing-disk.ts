/*
 * Preloaded into a podtail (`--import`): while the file that FAILING_DISK names is there, nothing can be brought to the disk, as
 * on one with errors (EIO).
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const flag = process.env.FAILING_DISK!;
const { fsyncSync } = fs;
const { open } = fs.promises;

function fail(): void {
  if (fs.existsSync(flag))
    throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO', errno: -5, syscall: 'fsync' });
}

fs.fsyncSync = (descriptor) => {
  fail();
  fsyncSync(descriptor);
};
fs.promises.open = async (...args) => {
  const handle = await open(...args);
  const sync = handle.sync.bind(handle);
  handle.sync = async () => {
    fail();
    await sync();
  };
  return handle;
};
syncBuiltinESMExports();
