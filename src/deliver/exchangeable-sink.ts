import type { Sink } from '../record/sink.js';

/**
 * A sink that may be closed at any time: that happens once, as soon as no `send` is on its way. Nothing may be sent
 * after.
 */
export function exchangeable(sink: Sink): Sink {
  let sending = 0;
  let onIdle: (() => void) | undefined;
  let closing: Promise<void> | undefined;

  async function closeIdle(): Promise<void> {
    if (sending > 0) await new Promise<void>((resolve) => (onIdle = resolve));
    await sink.close();
  }

  return {
    name: sink.name,
    get sentBytes() {
      return sink.sentBytes!;
    },
    async send(payload, signal) {
      sending++;
      try {
        return await sink.send(payload, signal);
      } finally {
        sending--;
        if (sending === 0) onIdle?.();
      }
    },
    close() {
      closing ??= closeIdle();
      return closing;
    },
  };
}
