import type { Machine } from '../result.js';
import { type Bar, verdict } from './bars.js';

/** A row of a table in Markdown. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A table of bars. */
export function barRows(bars: readonly Bar[]): string[] {
  const rows = bars.map((bar) => row([bar.title, bar.figure, bar.bar, verdict(bar)]));
  return [row(['What', 'Measured', 'Bar', '']), '|---|---|---|---|', ...rows];
}

/** Empty for a run that counts. */
export function smokeWarning(smoke: boolean): string {
  return smoke ? '**A smoke test: these figures say nothing.**' : '';
}

/** Where the inputs were. */
export function inputPlace({ inputsOnTmpfs }: Machine): string {
  return inputsOnTmpfs ? 'on tmpfs' : 'on disk';
}

/** A sentence of the machine and the day. */
export function machineText({ cpuModel, cores, platform, nodeVersion }: Machine, startedAt: string): string {
  return `Machine: ${cpuModel}, ${cores} cores, ${platform}, Node.js ${nodeVersion}, ${startedAt.slice(0, 10)}.`;
}
