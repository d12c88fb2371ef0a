import { podtailToFile, podtailToNull } from '../contenders/contenders.js';
import type { Plan } from '../plan.js';
import { HEADLINE, type MemoryFigures } from '../result.js';
import type { BenchContext } from './bench-context.js';
import { measureContenders, withInput } from './measure-contenders.js';

/** podtail's peak with one big file and with many files at once. */
export async function measureMemory(context: BenchContext, plan: Plan): Promise<MemoryFigures[]> {
  const sizes = [
    { bytes: plan.bigFileBytes, files: 1 },
    { bytes: plan.manyFilesBytes, files: plan.manyFiles },
  ];
  const figures: MemoryFigures[] = [];
  for (const size of sizes) {
    const wanted = { profile: { format: 'docker', ...HEADLINE } as const, size };
    const measured = await withInput(context, wanted, async (input) => {
      const done = await measureContenders(context, input, [podtailToNull, podtailToFile]);
      return done.map((figure) => ({ ...figure, files: size.files, inputBytes: input.bytes }));
    });
    figures.push(...measured);
  }
  return figures;
}
