import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../record/user-error.js';
import { type ForeignPosition, isOffset } from './foreign-position.js';

/** What SQLite keeps beside a database: Fluent Bit's newest writes are in the first of these. */
const BESIDE = ['-wal', '-journal'];

/**
 * Reads the database of Fluent Bit's tail input (`DB`): the table `in_tail_files` of SQLite, with `name`, `offset` and `inode`
 * (fluent-bit `plugins/in_tail/tail_sql.h`). A copy of it is read, so that a Fluent Bit that runs is not disturbed.
 */
export async function readFluentBit(file: string): Promise<ForeignPosition[]> {
  const { default: sqlite } = await import('node-sqlite3-wasm');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podtail-import-'));
  const copy = path.join(folder, 'tail.db');
  try {
    fs.copyFileSync(file, copy);
    for (const suffix of BESIDE) if (fs.existsSync(file + suffix)) fs.copyFileSync(file + suffix, copy + suffix);
    const database = new sqlite.Database(copy);
    try {
      // Without this, a log of writes would need memory that is shared between processes.
      database.exec('PRAGMA locking_mode = EXCLUSIVE');
      const rows = database.all('SELECT name, offset, inode FROM in_tail_files');
      return rows.flatMap(({ name, offset, inode }) => {
        const at = Number(offset);
        return typeof name === 'string' && isOffset(at) ? [{ path: name, offset: at, inode: String(inode) }] : [];
      });
    } finally {
      database.close();
    }
  } catch (error) {
    throw new UserError(`${file} is not a database of the tail input of Fluent Bit: ${(error as Error).message}`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
