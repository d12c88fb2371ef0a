import {
  type Contender,
  podtailToFile,
  podtailToNull,
  readAlone,
  split2Baseline,
  tailFileBaseline,
} from '../contenders/contenders.js';
import type { Input, InputSize } from '../inputs/input.js';
import { type Plan, PROFILES } from '../plan.js';
import { HEADLINE, type InputProfile, isHeadline, type ProcessFigures, type ThroughputFigures } from '../result.js';
import { perSecond } from '../statistics.js';
import type { BenchContext } from './bench-context.js';
import { measureContenders, withInput } from './measure-contenders.js';

const CONTENDERS = [readAlone, podtailToNull, podtailToFile, split2Baseline];
const DOCKER_HEADLINE: InputProfile = { format: 'docker', ...HEADLINE };

/** Every kind of line by every contender but tail-file, which is slow and gets one smaller input. */
export async function measureThroughput(context: BenchContext, plan: Plan): Promise<ThroughputFigures[]> {
  const figures: ThroughputFigures[] = [];
  for (const profile of PROFILES) {
    const bytes = isHeadline(profile) ? plan.headlineBytes : plan.otherBytes;
    figures.push(...(await measureInput(context, profile, { bytes, files: 1 }, CONTENDERS)));
  }
  const tailFileSize = { bytes: plan.tailFileBytes, files: 1 };
  figures.push(...(await measureInput(context, DOCKER_HEADLINE, tailFileSize, [tailFileBaseline])));
  return figures;
}

/** The same commands with an empty file. */
export function measureStartUp(context: BenchContext): Promise<ProcessFigures[]> {
  const empty = { profile: DOCKER_HEADLINE, size: { bytes: 0, files: 1 } };
  return withInput(context, empty, (input) => measureContenders(context, input, CONTENDERS));
}

function measureInput(
  context: BenchContext,
  profile: InputProfile,
  size: InputSize,
  contenders: readonly Contender[],
): Promise<ThroughputFigures[]> {
  return withInput(context, { profile, size }, async (input) => {
    const figures = await measureContenders(context, input, contenders);
    return figures.map((figure) => withRates(figure, input));
  });
}

function withRates(figures: ProcessFigures, { profile, bytes, lines }: Input): ThroughputFigures {
  return {
    ...figures,
    input: profile,
    inputBytes: bytes,
    inputLines: lines,
    megabytesPerCpuSecond: perSecond(bytes / 1e6, figures.cpuSeconds),
    linesPerCpuSecond: perSecond(lines, figures.cpuSeconds),
  };
}
