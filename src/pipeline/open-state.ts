import fs from 'node:fs';
import { createPositionKeeper, type PositionKeeper } from '../checkpoint/position-keeper.js';
import { createPositionStore } from '../checkpoint/position-store.js';
import { lockStateFolder } from '../checkpoint/state-lock.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { UserError } from '../record/user-error.js';

/** The state folder, locked by this process. */
export interface OpenState {
  readonly positions: PositionKeeper;
  release(): void;
}

/** Locks the state folder and loads its content. Throws a `UserError` if another podtail uses it. */
export async function openState(folder: string, diagnostics: Diagnostics): Promise<OpenState> {
  const lock = await lockStateFolder(folder);
  if (lock.kind === 'held') {
    throw new UserError(`the state folder ${folder} is in use by ${lock.by}; give each podtail its own --state-dir`);
  }
  if (lock.kind === 'failed') diagnostics.warn(`the state folder ${folder} is not locked: ${lock.reason}`, { folder });
  const store = createPositionStore(folder, diagnostics);
  const isThere = (path: string): boolean => fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  return {
    positions: createPositionKeeper(store, isThere, () => performance.now()),
    release: () => (lock.kind === 'locked' ? lock.release() : undefined),
  };
}
