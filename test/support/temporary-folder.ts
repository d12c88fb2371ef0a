import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** Makes an empty folder, named by its real path, and deletes it with all that is in it when the test is over. */
export function temporaryFolder(test: Pick<TestContext, 'after'>): string {
  const folder = createTemporaryFolder();
  test.after(() => removeTemporaryFolder(folder));
  return folder;
}

/** The same without a test; the caller deletes it. */
export function createTemporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'podtail-')));
}

export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
