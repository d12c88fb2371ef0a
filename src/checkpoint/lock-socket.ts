import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

/** A UNIX socket in a folder, on which this process listens without ever saying anything. */
export interface LockSocket {
  /** Ends the listening. Also removes the socket's file, even if its folder was moved. */
  close(): void;
}

/** Listens on a new socket; rejects where there cannot be one. It does not keep the process alive. */
export async function listenOn(folder: string, name: string): Promise<LockSocket> {
  const descriptor = fs.openSync(folder, 'r');
  const server = net.createServer((connection) => connection.destroy());
  try {
    server.listen(addressOf(folder, descriptor, name));
    await once(server, 'listening');
  } catch (error) {
    fs.closeSync(descriptor);
    throw error;
  }
  server.unref();
  server.on('error', () => undefined);
  // Closing deletes the file by its address, which needs the descriptor.
  return { close: () => void server.close(() => fs.closeSync(descriptor)) };
}

/** Whether a process listens on that socket: `dead` where its process is gone, `missing` where there is no such file. */
export type SocketState = 'alive' | 'dead' | 'missing';

/** Asks a socket whether its process lives; rejects where that cannot be found out. */
export async function askSocket(folder: string, name: string): Promise<SocketState> {
  let connection: net.Socket | undefined;
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(folder, 'r');
    connection = net.connect(addressOf(folder, descriptor, name));
    await once(connection, 'connect');
    return 'alive';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // So many have asked a busy process that it has not answered yet.
    if (code === 'EAGAIN') return 'alive';
    // Reset: it stopped listening just now, before it had taken the connection.
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET') return 'dead';
    if (code === 'ENOENT') return 'missing';
    throw error;
  } finally {
    connection?.destroy();
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
}

/**
 * A socket's address holds about 100 bytes, and libuv cuts a longer one without a word. On Linux, by way of the open
 * folder, it is short however long the folder's path is.
 */
function addressOf(folder: string, descriptor: number, name: string): string {
  const address = path.join(process.platform === 'linux' ? `/proc/self/fd/${descriptor}` : folder, name);
  if (Buffer.byteLength(address) > LONGEST_ADDRESS) throw new Error(`${address} is too long for a socket`);
  return address;
}

const LONGEST_ADDRESS = 103;
