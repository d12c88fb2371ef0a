/** A list that grows, and that can be waited for. */
export interface AwaitedList<Item> {
  readonly items: readonly Item[];
  push(item: Item): void;
  /** Nothing more comes: whoever waits, now or later, for what is not there gets an error with this reason. */
  close(reason: string): void;
  /** The first item, there or to come, that satisfies the predicate; `what` is its name in the error. */
  find(predicate: (item: Item) => boolean, what: string): Promise<Item>;
  /** Resolves once there are at least so many items. */
  reach(count: number, what: string): Promise<void>;
}

export interface AwaitedListOptions {
  /** How long to wait, in milliseconds. */
  readonly deadline: number;
  /** What has been seen so far, for the error. */
  readonly context: () => string;
}

interface Waiter {
  /** Whether to stop waiting, now that there is one more item. */
  readonly check: () => boolean;
  readonly fail: (reason: string) => void;
}

export function createAwaitedList<Item>({ deadline, context }: AwaitedListOptions): AwaitedList<Item> {
  const items: Item[] = [];
  const waiters = new Set<Waiter>();
  let closed: string | undefined;

  /** Waits until `look` finds something; `look` is called at once and after each push. */
  function until<Found>(look: () => Found | undefined, what: string): Promise<Found> {
    return new Promise((resolve, reject) => {
      const found = look();
      if (found !== undefined) return resolve(found);
      const fail = (reason: string): void => reject(new Error(`${reason}, without ${what}\n${context()}`));
      if (closed !== undefined) return fail(closed);
      const timer = setTimeout(() => {
        waiters.delete(waiter);
        fail(`waited ${deadline} ms`);
      }, deadline);
      const waiter: Waiter = {
        check: () => {
          const foundNow = look();
          if (foundNow === undefined) return false;
          clearTimeout(timer);
          resolve(foundNow);
          return true;
        },
        fail: (reason) => {
          clearTimeout(timer);
          fail(reason);
        },
      };
      waiters.add(waiter);
    });
  }

  return {
    items,
    push: (item) => {
      items.push(item);
      for (const waiter of waiters) if (waiter.check()) waiters.delete(waiter);
    },
    close: (reason) => {
      closed = reason;
      for (const waiter of waiters) waiter.fail(reason);
      waiters.clear();
    },
    find: async (predicate, what) => {
      let next = 0;
      const look = (): { item: Item } | undefined => {
        while (next < items.length) {
          const item = items[next++]!;
          if (predicate(item)) return { item };
        }
        return undefined;
      };
      return (await until(look, what)).item;
    },
    reach: async (count, what) => {
      await until(() => (items.length >= count ? true : undefined), what);
    },
  };
}
