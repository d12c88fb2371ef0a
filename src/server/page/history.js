/* What was seen before, for rates and sparklines. */

/** Values that are kept, and that a sparkline has room for. */
export const HISTORY = 60;

/** Follows a rising number and a lag over time, by key; keys that are not seen any more are forgotten. */
export function createHistory() {
  let tracks = new Map();
  return {
    take(time, items) {
      const next = new Map();
      for (const { key, total, lag } of items) {
        const track = tracks.get(key) ?? { time, total, rates: [], lags: [] };
        if (time > track.time) push(track.rates, (Math.max(0, total - track.total) * 1000) / (time - track.time));
        push(track.lags, lag);
        next.set(key, Object.assign(track, { time, total }));
      }
      tracks = next;
    },
    of: (key) => tracks.get(key) ?? { rates: [], lags: [] },
  };
}

function push(values, value) {
  values.push(value);
  if (values.length > HISTORY) values.shift();
}
