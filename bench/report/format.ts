import type { ContenderName, InputProfile, Spread } from '../result.js';

export const CONTENDER_TITLES: Readonly<Record<ContenderName, string>> = {
  read: 'reading alone',
  'podtail-null': 'podtail, null sink',
  'podtail-file': 'podtail, file',
  split2: 'split2, JSON.parse',
  'tail-file': 'tail-file, JSON.parse',
};

const FORMAT_TITLES = { docker: 'Docker JSON', cri: 'CRI' } as const;
const LENGTH_TITLES = { short: '80 B', usual: '200 B', long: '2 KB' } as const;

/** An input in a few words: `Docker JSON, 200 B, few escapes`. */
export function inputTitle({ format, length, escapes }: InputProfile): string {
  return `${FORMAT_TITLES[format]}, ${LENGTH_TITLES[length]}, ${escapes} escapes`;
}

export function formatTitle(format: InputProfile['format']): string {
  return FORMAT_TITLES[format];
}

/** Three digits or all before the point: `0.12`, `4.5`, `62`, `1,234`. */
export function numberText(value: number): string {
  const maximumFractionDigits = value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits });
}

/** Median, and least to greatest where they differ from it: `62 (58–63)`. `unit` divides: 1e6 for bytes as MB. */
export function spreadText({ median, min, max }: Spread, unit = 1): string {
  const [middle, least, greatest] = [median, min, max].map((value) => numberText(value / unit));
  return least === greatest ? middle! : `${middle} (${least}–${greatest})`;
}

/** MB of 10^6 bytes. */
export function megabytesText(bytes: number): string {
  return numberText(bytes / 1e6);
}

/** A share as a percentage: `0.35%`. */
export function percentText(share: number): string {
  return `${numberText(share * 100)}%`;
}
