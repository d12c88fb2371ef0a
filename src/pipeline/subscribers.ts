/** Listeners, in the order of their subscription. */
export interface Subscribers<Args extends readonly unknown[] = []> {
  /** Notifies the listener from now on. Returns a function that ends the subscription. */
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
