/* Numbers as text. */

export const whole = new Intl.NumberFormat('en');
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

export function bytes(count) {
  const power = Math.min(count < 1000 ? 0 : Math.floor(Math.log10(count) / 3), UNITS.length - 1);
  const value = count / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`;
}

export function seconds(count) {
  if (count < 1) return count === 0 ? '0 s' : '< 1 s';
  if (count < 120) return `${Math.round(count)} s`;
  if (count < 7200) return `${Math.round(count / 60)} min`;
  return count < 172_800 ? `${Math.round(count / 3600)} h` : `${Math.round(count / 86_400)} d`;
}

export const sum = (values) => values.reduce((total, value) => total + value, 0);
