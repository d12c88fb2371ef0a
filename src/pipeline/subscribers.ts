/** Those who want to be told of something, in the order in which they asked. */
export interface Subscribers<Args extends readonly unknown[] = []> {
  /** Tells the listener from now on, until what this returns is called. */
  subscribe(listener: (...args: Args) => void): () => void;
  tell(...args: Args): void;
}

export function createSubscribers<Args extends readonly unknown[] = []>(): Subscribers<Args> {
  const listeners = new Set<(...args: Args) => void>();
  return {
    subscribe(listener) {
      // Wrapped, so that one listener may subscribe twice and end each subscription by itself.
      const subscription = (...args: Args): void => listener(...args);
      listeners.add(subscription);
      return () => void listeners.delete(subscription);
    },
    tell(...args) {
      for (const listener of [...listeners]) listener(...args);
    },
  };
}
