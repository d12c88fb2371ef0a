import type net from 'node:net';
import type { buildConnector } from 'undici';

/** How soon undici connects again where a proxy closes the connection, in milliseconds. podtail's own tries come later. */
const AT_ONCE = 100;

/**
 * Makes a connection to a proxy fail, if the one before it was just closed without any answer to CONNECT. undici (7.30.2) does
 * not fail the request then, but connects again at once, hundreds of times a second, for ever.
 *
 * @param now milliseconds, never falling
 */
export function failingUnanswered(
  connect: buildConnector.connector,
  now = (): number => performance.now(),
): buildConnector.connector {
  let closedAt = Number.NEGATIVE_INFINITY;
  return (options, callback) => {
    if (now() - closedAt < AT_ONCE) {
      closedAt = Number.NEGATIVE_INFINITY;
      callback(new Error('the proxy closed the connection without an answer to CONNECT'), null);
      return;
    }
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error === null && socket !== null) onUnanswered(socket, () => (closedAt = now()));
      callback(...result);
    });
  };
}

function onUnanswered(socket: net.Socket, onClose: () => void): void {
  socket.once('close', () => {
    if (socket.bytesRead === 0) onClose();
  });
}
