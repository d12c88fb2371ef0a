const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1000,
  kib: 1024,
  mb: 1_000_000,
  mib: 1024 ** 2,
  gb: 1_000_000_000,
  gib: 1024 ** 3,
};

/** Parses a size of Go programs (`1MiB`) into bytes. Undefined if it is not a size. */
export function parseSize(text: string): number | undefined {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? [];
  const factor = UNITS[unit?.toLowerCase() ?? 'none'];
  return number === undefined || factor === undefined ? undefined : Math.round(Number(number) * factor);
}
