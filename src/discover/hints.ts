/** Things that are to be looked at soon, each once however often it was added. */
export interface Hints<Item> {
  add(item: Item): void;
  /** Forgets all. */
  clear(): void;
}

/** Gathers hints for `delay` milliseconds from the first one, then hands them over. Does not keep the process alive. */
export function createHints<Item>(delay: number, onHints: (items: Iterable<Item>) => void): Hints<Item> {
  let items = new Set<Item>();
  let gathering: NodeJS.Timeout | undefined;
  const clear = (): Set<Item> => {
    const gathered = items;
    items = new Set();
    clearTimeout(gathering);
    gathering = undefined;
    return gathered;
  };
  return {
    add(item) {
      items.add(item);
      gathering ??= setTimeout(() => onHints(clear()), delay).unref();
    },
    clear,
  };
}
