import type { Server } from 'node:net';

/** A connection, whether or not TLS is between. */
interface Connection {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  destroy(): void;
  once(event: 'close', listener: () => void): unknown;
}

interface KnownConnection {
  readonly connection: Connection;
  /** Requests that have no whole answer yet. */
  requests: number;
}

/** The connections of a server. */
export interface Connections {
  /** A request has come by that connection; to be called again once it is answered. */
  begin(connection: Connection): () => void;
}

/**
 * Keeps a server to so many connections: for one more the oldest is closed that has no request, or else the oldest one. So whoever holds
 * connections keeps nobody else out, and takes no descriptors that log files need.
 */
export function limitConnections(server: Server, most: number): Connections {
  /** Oldest first. A connection with TLS is another object than the one below it, so they are known by the other side. */
  const known = new Map<string, KnownConnection>();

  function makeRoom(): void {
    if (known.size < most) return;
    const entries = [...known];
    const [key, { connection }] = entries.find(([, { requests }]) => requests === 0) ?? entries[0]!;
    known.delete(key);
    connection.destroy();
  }

  server.on('connection', (connection: Connection) => {
    makeRoom();
    const key = keyOf(connection);
    const entry = { connection, requests: 0 };
    known.set(key, entry);
    connection.once('close', () => {
      if (known.get(key) === entry) known.delete(key);
    });
  });

  return {
    begin(connection) {
      const entry = known.get(keyOf(connection));
      if (entry === undefined) return () => {};
      entry.requests++;
      return () => {
        entry.requests--;
      };
    },
  };
}

function keyOf({ remoteAddress = '', remotePort = 0 }: Connection): string {
  return `${remoteAddress} ${remotePort}`;
}
