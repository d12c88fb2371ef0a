/** The part of the time that may go into pauses. */
const SHARE = 1 / 10;

/** Milliseconds of pauses that may follow each other. */
const MOST_AT_ONCE = 50;

const nothing = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

function sleep(milliseconds: number): void {
  Atomics.wait(nothing, 0, 0, milliseconds);
}

/**
 * Makes what holds this process up for so many milliseconds, in which another one may end what it is about. It does nothing,
 * and returns false, where a tenth of the time went into that already.
 *
 * @param now milliseconds, never falling
 */
export function createPause(now: () => number, wait = sleep): (milliseconds: number) => boolean {
  let left = MOST_AT_ONCE;
  let countedAt = now();
  return (milliseconds) => {
    const time = now();
    left = Math.min(MOST_AT_ONCE, left + (time - countedAt) * SHARE);
    countedAt = time;
    if (left < milliseconds) return false;
    left -= milliseconds;
    wait(milliseconds);
    return true;
  };
}
