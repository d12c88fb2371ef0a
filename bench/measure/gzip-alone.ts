import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { podtailToFile } from '../contenders/contenders.js';
import type { GzipTask } from '../contenders/gzip-task.js';
import { GZIP_LEVEL } from '../contenders/shipments.js';
import type { Input } from '../inputs/input.js';
import { measureProcess } from '../process/measure-process.js';
import type { ProcessRun } from '../process/process-usage.js';
import type { GzipFigures } from '../sink-result.js';
import type { BenchContext } from './bench-context.js';
import { usageFigures } from './measure-contenders.js';

const SCRIPT = fileURLToPath(new URL('../contenders/gzip-alone.js', import.meta.url));

/** zlib alone over what podtail makes of an input, which is what its HTTP sink sends. */
export async function measureGzipAlone({ folder, runs, say }: BenchContext, input: Input): Promise<GzipFigures> {
  const path = join(folder, 'output.ndjson');
  const outputFile = openSync(path, 'w');
  try {
    await measureProcess({ argv: podtailToFile.argv(input), outputFile }, folder);
    const task: GzipTask = { path, level: GZIP_LEVEL };
    const done: ProcessRun[] = [];
    let bytes = 0;
    for (let run = 1; run <= runs; run++) {
      say(`  zlib alone, run ${run} of ${runs}`);
      const process = await measureProcess({ argv: [SCRIPT, JSON.stringify(task)] }, folder);
      bytes = Number(process.stdout);
      done.push(process);
    }
    return { ...usageFigures(done), level: GZIP_LEVEL, bytes };
  } finally {
    closeSync(outputFile);
    rmSync(path);
  }
}
