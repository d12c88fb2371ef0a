const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** With three digits, in powers of 1000. */
export function formatBytes(count: number): string {
  const power = count < 1000 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), UNITS.length - 1);
  const value = count / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toPrecision(3)} ${UNITS[power]}`;
}

/** Seconds in the unit that suits them. */
export function formatSeconds(count: number): string {
  if (count < 1) return count === 0 ? '0 s' : '< 1 s';
  if (count < 120) return `${Math.round(count)} s`;
  if (count < 7200) return `${Math.round(count / 60)} min`;
  return count < 172_800 ? `${Math.round(count / 3600)} h` : `${Math.round(count / 86_400)} d`;
}

const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function formatCount(count: number): string {
  return WHOLE.format(count);
}
