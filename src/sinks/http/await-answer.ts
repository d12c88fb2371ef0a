import type net from 'node:net';
import type { buildConnector } from 'undici';
import { correctHead, headLength, MOST_HEAD } from './correct-head.js';

/** The beginning of interim answers: 100 to 199. */
const INTERIM = Buffer.from('HTTP/1.1 1');
/** The beginning of an answer of success. */
const SUCCESS = Buffer.from('HTTP/1.1 2');
/** Switching protocols: what follows is not HTTP. */
const SWITCHING = Buffer.from('HTTP/1.1 101');

/**
 * Makes a connection hold back an answer of success until the whole request has been sent. A server that answers
 * earlier and then ends the connection has not taken the request.
 *
 * It also skips interim answers, which a server may send without being asked, and a client has to skip (RFC 9110,
 * 15.2). undici never asks for one, and treats `100 Continue` as an error of the server (`bad response` in
 * `client-h1.js`). Then podtail would send again forever what the server has taken. For the same reason it corrects heads
 * that undici refuses and other clients take (see `correctHead`).
 *
 * @param isTunnel whether what follows the first answer (to CONNECT) is not HTTP, and stays as it is
 */
export function awaitingAnswers(
  connect: buildConnector.connector,
  { isTunnel = false }: { readonly isTunnel?: boolean } = {},
): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error === null && socket !== null) holdAnswers(socket, isTunnel);
      callback(...result);
    });
}

/**
 * undici takes incoming bytes with `read`. An answer begins after a request was written, so only the first bytes after
 * a write are examined.
 */
function holdAnswers(socket: net.Socket, isTunnel: boolean): void {
  const read = socket.read.bind(socket);
  const write = socket.write;
  let isAnswerDue = true;
  let held: Buffer | undefined;
  let isWaiting = false;
  let isOver = false;

  function take(): Buffer | null {
    const chunk = read() as Buffer | null;
    if (!isAnswerDue) return chunk;
    const bytes = held === undefined || chunk === null ? (chunk ?? held) : Buffer.concat([held, chunk]);
    held = undefined;
    if (bytes === undefined) return null;
    const answer = afterContinue(bytes);
    if (answer.isWhole && answer.bytes.length === 0) return null;
    if (!answer.isWhole || isEarly(answer.bytes)) {
      held = answer.bytes;
      return null;
    }
    const corrected = correctHead(answer.bytes);
    if (corrected === undefined) {
      held = answer.bytes;
      return null;
    }
    isAnswerDue = false;
    isOver = isTunnel;
    return corrected;
  }

  /**
   * Whether the answer is a success and the request is still being sent. It is read again when the request is complete.
   */
  function isEarly(answer: Buffer): boolean {
    if (!socket.writableNeedDrain || !startsAlike(answer, SUCCESS)) return false;
    if (!isWaiting) socket.once('drain', readAgain);
    isWaiting = true;
    return true;
  }

  function readAgain(): void {
    isWaiting = false;
    socket.emit('readable');
  }

  Object.assign(socket, {
    read: take,
    write(...written: Parameters<net.Socket['write']>) {
      isAnswerDue = !isOver;
      return write.apply(socket, written);
    },
  });
}

/** Whether these bytes are, or may become, an interim answer. */
function isInterim(bytes: Buffer): boolean {
  return startsAlike(bytes, INTERIM) && !(bytes.length >= SWITCHING.length && startsAlike(bytes, SWITCHING));
}

/** Index of the minor version in `HTTP/1.1`. Some servers send 1.0 in interim answers. */
const MINOR_VERSION = 7;
const ZERO = 0x30;

function startsAlike(bytes: Buffer, start: Buffer): boolean {
  for (let at = 0; at < Math.min(bytes.length, start.length); at++) {
    if (bytes[at] !== start[at] && !(at === MINOR_VERSION && bytes[at] === ZERO)) return false;
  }
  return true;
}

/** Removes empty lines, which some servers send before an answer, and a client skips (RFC 9112, 2.2). */
function withoutEmptyLines(bytes: Buffer): Buffer {
  let start = 0;
  while (bytes[start] === CR || bytes[start] === LF) start++;
  return bytes.subarray(start);
}

const CR = 0x0d;
const LF = 0x0a;

/** The bytes after leading interim answers. `isWhole` is false if more bytes are needed to know. */
function afterContinue(bytes: Buffer): { readonly bytes: Buffer; readonly isWhole: boolean } {
  let rest = bytes;
  for (;;) {
    rest = withoutEmptyLines(rest);
    if (rest.length === 0 || !isInterim(rest)) return { bytes: rest, isWhole: true };
    const end = headLength(rest);
    if (end === undefined) return { bytes: rest, isWhole: rest.length > MOST_HEAD };
    rest = rest.subarray(end);
  }
}
