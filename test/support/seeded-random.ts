/** Numbers that look random and are the same for the same seed. */
export interface SeededRandom {
  /** A whole number in `[0, limit)`. */
  below(limit: number): number;
  /** That many lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** One of the items. */
  pick<Item>(items: readonly Item[]): Item;
}

/** The mulberry32 generator over 32 bits of state. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(fraction() * limit);
  return {
    below,
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(''),
    pick: (items) => items[below(items.length)]!,
  };
}
