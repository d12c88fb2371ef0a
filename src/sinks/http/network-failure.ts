import { SecretError } from './secrets.js';

/** What an error code means, and what to do about it. Codes of Node.js, of its OpenSSL, and of undici. */
const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused; is the server up, and is the port right?',
  ECONNRESET: 'the connection was reset; is the server up, and does it speak this protocol on this port?',
  EPIPE: 'the connection was reset; is the server up, and does it speak this protocol on this port?',
  UND_ERR_SOCKET: 'the server closed the connection before it answered',
  ENOTFOUND: 'no such host; check the URL, and the DNS of the node',
  EAI_AGAIN: 'cannot resolve the host name; check the DNS of the node',
  EHOSTUNREACH: 'no route to the host; check the network and its policies',
  ENETUNREACH: 'no route to the network; check the network and its policies',
  ETIMEDOUT: 'the connection timed out; check the network and its policies',
  UND_ERR_CONNECT_TIMEOUT: 'no connection within timeouts.connect; check the network and its policies',
  UND_ERR_HEADERS_TIMEOUT: 'no answer within timeouts.headers; is the server overloaded?',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped for timeouts.body; is the server overloaded?',
  ENOENT: 'there is no such UNIX socket',
  EACCES: 'podtail has no permission for that UNIX socket',
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "the server's certificate is for another name; set tls.serverName if it is the right server",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is not trusted; set tls.ca to its authority",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is not trusted; set tls.ca to it",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is not trusted; set tls.ca to its authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate is not trusted; set tls.ca to its authority",
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not use TLS on this port; is it http:// ?',
};

/** Describes why no answer came: what happened, and what to do. */
export function describeNetworkFailure(error: unknown): string {
  if (error instanceof SecretError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, message } = firstCause(error) as NodeJS.ErrnoException;
  const advice = code === undefined ? undefined : ADVICE[code];
  if (advice !== undefined) return `${advice} (${code})`;
  return code === undefined || message.includes(code) ? message : `${message} (${code})`;
}

/** The first error. Node.js tries all addresses of a name, and throws their errors together. */
function firstCause(error: Error): Error {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0];
  return error;
}
