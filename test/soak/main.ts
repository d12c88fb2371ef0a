/**
 * The soak: `npm run soak -- --minutes N [--seed S] [--rate MB] [--files N]`. Pods write all the time (2 MB a second to
 * 30 files if not given), come and go, and their logs are rotated; podtail ships them to a server that counts. What
 * podtail takes is looked at every few seconds, and a straight line is laid through each figure. Exits with 1 if memory,
 * descriptors, watches, positions or metrics grow (memory is judged in runs of 20 minutes or more), if a line is lost or
 * comes twice, or if podtail complains. SIGINT ends it early.
 */
import { parseArgs } from 'node:util';
import { createTemporaryFolder, removeTemporaryFolder } from '../support/temporary-folder.js';
import { judgeGrowth } from './report.js';
import { soak } from './soak.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    rate: { type: 'string' },
    files: { type: 'string' },
  },
});
const minutes = Number(values.minutes ?? 3);
const seed = Number(values.seed ?? Date.now() % 2 ** 32);
const rate = Number(values.rate ?? 2);
const files = Number(values.files ?? 30);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** Of the time, and at most so many hours. */
const WARM_UP = { share: 1 / 2, most: 1 / 6 };

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());
const root = createTemporaryFolder();
say(`soak: ${minutes} minutes, ${rate} MB/s over ${files} files, seed ${seed}`);
const outcome = await soak({ root, seed, minutes, bytesPerSecond: rate * 1e6, files, say, signal: stopping.signal });
removeTemporaryFolder(root);

const { samples, load, tally, missing, complaints, exit } = outcome;
const warmUp = Math.min(WARM_UP.most, (samples.at(-1)?.hours ?? 0) * WARM_UP.share);
const { lines, growing } = judgeGrowth(
  samples.filter(({ hours }) => hours >= warmUp),
  warmUp,
);
say(`lines through the samples after ${(warmUp * 60).toFixed(1)} minutes, with 99 % confidence:`);
for (const line of lines) say(`  ${line}`);
say(
  `${load.lines} lines written (${(load.bytes / 1e6).toFixed(0)} MB, ${load.pods} pods, ${load.rotations} rotations)`,
);
say(`${tally.records} delivered, ${missing} missing, ${tally.repeated} twice`);
for (const line of complaints.slice(0, 20)) say(`podtail said: ${line}`);

const faults = [
  ...growing.map((name) => `${name} grows`),
  ...(missing > 0 ? [`${missing} lines are lost`] : []),
  ...(tally.repeated > 0 ? [`${tally.repeated} lines came twice`] : []),
  ...(complaints.length > 0 ? [`podtail complained ${complaints.length} times`] : []),
  ...(exit === 0 ? [] : [`podtail ended with ${exit}`]),
];
say(faults.length === 0 ? 'soak: all is flat, and all came once' : `soak, seed ${seed}: FAILED: ${faults.join('; ')}`);
process.exitCode = faults.length === 0 ? 0 : 1;
