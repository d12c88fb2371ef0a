/*
 * Preloaded into a podtail (`--import`): what is written to the file that SLOW_OPENING names comes, once it was opened, only after a
 * replay has moved the file away and removed it, if one does so within a second.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

const LONGEST_WAIT = 1000;
const file = process.env.SLOW_OPENING!;
const { open } = fs.promises;

fs.promises.open = async (...args) => {
  const handle = await open(...args);
  if (args[0] !== file) return handle;
  const end = Date.now() + LONGEST_WAIT;
  while ((await handle.stat()).nlink > 0 && Date.now() < end) await delay(2);
  return handle;
};
syncBuiltinESMExports();
