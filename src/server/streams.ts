import type { IncomingMessage, ServerResponse } from 'node:http';
import { headersOf, type StreamReply } from './reply.js';

/** The answers without an end that are on their way. */
export interface Streams {
  /** Sends one. Resolves once the connection has ended. */
  send(request: IncomingMessage, response: ServerResponse, reply: StreamReply): Promise<void>;
  /** Ends all of them. */
  end(): void;
}

export function createStreams(): Streams {
  const open = new Set<ServerResponse>();
  return {
    async send({ method }, response, { contentType, begin }) {
      if (response.destroyed || response.socket?.destroyed === true) return;
      const closed = new Promise<void>((resolve) => response.once('close', resolve));
      response.on('error', () => {});
      response.writeHead(200, headersOf(contentType));
      if (method === 'HEAD') {
        response.end();
        return closed;
      }
      response.flushHeaders();
      open.add(response);
      const onEnd = begin({
        get isBehind() {
          return response.writableLength > 0;
        },
        write: (bytes) => response.write(bytes),
        end: () => response.destroy(),
      });
      await closed;
      open.delete(response);
      onEnd();
    },
    end() {
      for (const response of open) response.destroy();
    },
  };
}
