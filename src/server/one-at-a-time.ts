/** A request that came by a connection whose answer waits for those before it. */
type Turn = () => Promise<void>;

/** Lets the requests of a connection be answered one after the other. */
export interface OneAtATime<Connection extends object> {
  /**
   * Has a request answered once those before it are, and their answers have left. False where too many wait already.
   *
   * @param turn answers; its end is that of the answer
   */
  take(connection: Connection, turn: Turn): boolean;
}

/**
 * A client may send many requests at once, and take no answer (pipelining, RFC 9112, 9.3.2): no answer is made before it can be
 * sent.
 *
 * @param most requests that may wait
 */
export function createOneAtATime<Connection extends object>(most: number): OneAtATime<Connection> {
  const waiting = new WeakMap<Connection, Turn[]>();

  async function run(connection: Connection, turns: Turn[]): Promise<void> {
    for (let turn = turns[0]; turn !== undefined; turn = turns[0]) {
      await turn();
      turns.shift();
    }
    waiting.delete(connection);
  }

  return {
    take(connection, turn) {
      const turns = waiting.get(connection);
      if (turns === undefined) {
        const first = [turn];
        waiting.set(connection, first);
        void run(connection, first);
        return true;
      }
      return turns.length <= most && turns.push(turn) > 0;
    },
  };
}
