import type net from 'node:net';
import type { buildConnector } from 'undici';

/** How the answers begin that come before the final one: 100 to 199. */
const INTERIM = Buffer.from('HTTP/1.1 1');
/** How an answer begins that says that the request was taken. */
const SUCCESS = Buffer.from('HTTP/1.1 2');
/** Switching protocols: what follows is no HTTP. */
const SWITCHING = Buffer.from('HTTP/1.1 101');
const HEAD_END = '\r\n\r\n';
/** Bytes of such an answer that are waited for. */
const MOST_HEAD = 64 * 1024;

/**
 * Lets a connection hold an answer of success back until all of the request has been sent: a server that gives one before,
 * and then ends the connection, has not taken the request.
 *
 * It also skips interim answers, which a server may send unasked, and a client has to skip (RFC 9110, 15.2).
 * undici, which never asks for one, takes `100 Continue` for a fault of the server (`bad response` in `client-h1.js`), so that
 * what the server took would be sent again for ever.
 */
export function awaitingAnswers(connect: buildConnector.connector): buildConnector.connector {
  return (options, callback) =>
    connect(options, (...result) => {
      const [error, socket] = result;
      if (error === null && socket !== null) holdAnswers(socket);
      callback(...result);
    });
}

/**
 * undici takes what comes by `read`. An answer begins after a request was written, so only what comes first after a write
 * is looked at.
 */
function holdAnswers(socket: net.Socket): void {
  const read = socket.read.bind(socket);
  const write = socket.write;
  let isAnswerDue = true;
  let held: Buffer | undefined;
  let isWaiting = false;

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
    isAnswerDue = false;
    return answer.bytes;
  }

  /** Whether it is a success, and the request is still being sent. It is read again when that is done. */
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
      isAnswerDue = true;
      return write.apply(socket, written);
    },
  });
}

/** Whether what begins so is, or may become, an answer that is not the final one. */
function isInterim(bytes: Buffer): boolean {
  return startsAlike(bytes, INTERIM) && !(bytes.length >= SWITCHING.length && startsAlike(bytes, SWITCHING));
}

/** Index of the minor version in `HTTP/1.1`: some servers say 1.0 in such answers. */
const MINOR_VERSION = 7;
const ZERO = 0x30;

function startsAlike(bytes: Buffer, start: Buffer): boolean {
  for (let at = 0; at < Math.min(bytes.length, start.length); at++) {
    if (bytes[at] !== start[at] && !(at === MINOR_VERSION && bytes[at] === ZERO)) return false;
  }
  return true;
}

/** Without empty lines, which some servers send before an answer, and a client skips (RFC 9112, 2.2). */
function withoutEmptyLines(bytes: Buffer): Buffer {
  let start = 0;
  while (bytes[start] === CR || bytes[start] === LF) start++;
  return bytes.subarray(start);
}

const CR = 0x0d;
const LF = 0x0a;

/** What follows such answers at the beginning; not `isWhole` where more has to come before it is known. */
function afterContinue(bytes: Buffer): { readonly bytes: Buffer; readonly isWhole: boolean } {
  let rest = bytes;
  for (;;) {
    rest = withoutEmptyLines(rest);
    if (rest.length === 0 || !isInterim(rest)) return { bytes: rest, isWhole: true };
    const end = rest.indexOf(HEAD_END);
    if (end < 0) return { bytes: rest, isWhole: rest.length > MOST_HEAD };
    rest = rest.subarray(end + HEAD_END.length);
  }
}
