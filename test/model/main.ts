import { settingsOf } from './kinds.js';
import { runModel } from './model.js';

/** `main.js FROM TO`: runs the model for each seed, and prints those with faults. One seed alone is traced. */
const [from = 1, to = from] = process.argv.slice(2).map(Number);
let faulty = 0;
for (let seed = from; seed <= to; seed++) {
  const isTraced = from === to;
  const { settings, isCrowded, pace, faults, written, received } = runModel(seed, settingsOf(seed), (line) => {
    if (isTraced) console.log(line);
  });
  if (faults.length === 0 && !isTraced) continue;
  if (faults.length > 0) faulty++;
  console.log(
    `seed ${seed}, ${isCrowded ? 'crowded' : 'calm'} ${pace} open, ${JSON.stringify(settings)}: ${written} written, ${received} received`,
  );
  for (const fault of faults.slice(0, 5)) console.log(`  ${fault.slice(0, 300)}`);
}
console.log(`${faulty} of ${to - from + 1} seeds with faults`);
