/** A kind of quantity that is written as a number with a unit: `64MiB`, `500ms`. */
export interface Units {
  /** What a text has to look like: a number, then a unit or nothing, which means the smallest unit. */
  readonly pattern: RegExp;
  /** The units' names, smallest first. */
  readonly names: readonly string[];
  /** The quantity in the smallest unit; a number is that already. NaN for a text that does not fit `pattern`. */
  parse(value: number | string): number;
  /** The shortest exact way to write a whole quantity with its unit: `64MiB`, `2500ms`. */
  format(value: number): string;
}

/** Sizes, in bytes. */
export const sizes: Units = createUnits({
  B: 1,
  kB: 1000,
  KiB: 1024,
  MB: 1000 ** 2,
  MiB: 1024 ** 2,
  GB: 1000 ** 3,
  GiB: 1024 ** 3,
});

/** Durations, in milliseconds. */
export const durations: Units = createUnits({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 });

/** Makes the units of a quantity from what each is worth in the smallest, which comes first. */
function createUnits(factors: Readonly<Record<string, number>>): Units {
  const names = Object.keys(factors);
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?) ?(${names.join('|')})?$`);
  const largestFirst = Object.entries(factors).reverse();
  return {
    pattern,
    names,
    parse(value) {
      if (typeof value === 'number') return value;
      const [, digits, unit = names[0]!] = pattern.exec(value) ?? [];
      return Number(digits) * factors[unit]!;
    },
    format(value) {
      const [unit, factor] = largestFirst.find(([, factor]) => value >= factor && value % factor === 0) ?? [
        names[0]!,
        1,
      ];
      return `${value / factor}${unit}`;
    },
  };
}
