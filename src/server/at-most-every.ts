/**
 * Makes a value that is made again at most once in so many milliseconds, however often it is asked for.
 *
 * @param now milliseconds, never falling
 */
export function atMostEvery<Value>(interval: number, now: () => number, make: () => Value): () => Value {
  let made: { readonly value: Value; readonly time: number } | undefined;
  return () => {
    const time = now();
    if (made === undefined || time - made.time >= interval) made = { value: make(), time };
    return made.value;
  };
}
