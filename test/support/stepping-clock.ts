/*
 * Preloaded into a podtail (`--import`): its wall clock is off by what the file that STEPPING_CLOCK names says, in
 * milliseconds, from one moment to the next, as after somebody set it. The files' own times are those of the system.
 */
import { readFileSync } from 'node:fs';

const RealDate = Date;
const file = process.env.STEPPING_CLOCK!;

function now(): number {
  return RealDate.now() + Number(readFileSync(file, 'utf8'));
}

globalThis.Date = class extends RealDate {
  constructor(...values: readonly unknown[]) {
    super(...((values.length === 0 ? [now()] : values) as [number]));
  }

  static override now(): number {
    return now();
  }
} as DateConstructor;
