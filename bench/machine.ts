import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Machine } from './result.js';

/** Says what machine this is. */
export function describeMachine(inputsOnTmpfs: boolean): Machine {
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    nodeVersion: process.version,
    inputsOnTmpfs,
  };
}
