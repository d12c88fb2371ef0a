import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A TCP server for what an HTTP server does not do: it gives each request, whole, to `onRequest`. */
export interface RawServer {
  readonly url: string;
  readonly port: number;
  /** The bodies of the requests, in order. */
  readonly bodies: readonly string[];
}

/** Starts one on loopback that ends with the test. Requests have a `content-length`, or no body. */
export async function startRawServer(
  t: Pick<TestContext, 'after'>,
  onRequest: (socket: net.Socket, number: number) => void,
): Promise<RawServer> {
  const bodies: string[] = [];
  const server = net.createServer((socket) => {
    let text = '';
    socket.on('error', () => undefined);
    t.after(() => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        const head = text.indexOf('\r\n\r\n');
        const length = Number(/^content-length: (\d+)/im.exec(text.slice(0, head))?.[1] ?? 0);
        if (head < 0 || text.length < head + 4 + length) return;
        bodies.push(text.slice(head + 4, head + 4 + length));
        text = text.slice(head + 4 + length);
        onRequest(socket, bodies.length);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, bodies };
}
