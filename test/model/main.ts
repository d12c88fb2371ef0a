import { KINDS, paceOf, settingsOf } from './kinds.js';
import { runModel } from './model.js';

/** `main.js FROM [TO]`: runs the model for each seed, and prints those with faults. One seed alone is traced. */
const [from = 1, to = from] = process.argv.slice(2).map(Number);
const FAULTS_SHOWN = 5;
const WIDTH = 300;

let faulty = 0;
for (let seed = from; seed <= to; seed++) {
  const isTraced = from === to;
  const settings = settingsOf(KINDS[seed % KINDS.length]!, seed);
  const pace = paceOf(seed);
  const { faults, written, received } = runModel(seed, settings, pace, (line) => {
    if (isTraced) console.log(line);
  });
  if (faults.length > 0) faulty++;
  else if (!isTraced) continue;
  const { rotations, interference, isCrowded } = pace;
  const how = `${isCrowded ? 'crowded' : 'calm'} ${rotations}/${interference}`;
  console.log(`seed ${seed}, ${how} open, ${JSON.stringify(settings)}: ${written} written, ${received} received`);
  for (const fault of faults.slice(0, FAULTS_SHOWN)) console.log(`  ${fault.slice(0, WIDTH)}`);
}
console.log(`${faulty} of ${to - from + 1} seeds with faults`);
