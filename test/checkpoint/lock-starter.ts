/** A process that locks the folder of its first argument when it is told to, says what came of it, and stays. */
import { lockStateFolder } from '../../src/checkpoint/state-lock.js';

process.on('disconnect', () => process.exit());
process.on('message', async () => {
  const lock = await lockStateFolder(process.argv[2]!);
  process.send!({ ...lock });
});
process.send!('ready');
