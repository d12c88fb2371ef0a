import { readFile } from 'node:fs/promises';
import { Client } from 'undici';
import type { TlsFiles } from '../record/tls-files.js';
import { parsePodList } from './parse-pod-list.js';
import type { PodDirectory, PodsAnswer } from './pod-directory.js';

/** How the node's kubelet is reached. Files are read again for each question, so that they may be replaced at any time. */
export interface KubeletOptions {
  /** Base address: `https://10.0.0.7:10250`. */
  readonly url: string;
  /** File of the token that says who podtail is; not given: none is sent. It is never sent without TLS. */
  readonly tokenFile?: string;
  readonly tls: TlsFiles;
}

/**
 * A kubelet lists all pods of its node, and cannot return a single one. It knows a pod before the pod's first log is there,
 * so that one answer serves all pods that start at about the same time. Logs wait for 2 s at most: with a longer gap, a pod
 * that starts just after a question could not be asked for in time.
 */
const GAP = 1500;
/** After how long it is asked again for a pod that it did not know: it knows none for a moment after its own start. */
const RETRIES = [10_000, 60_000, 300_000];
const PATIENCE = 10_000;
/** The most bytes of an answer: of 500 pods, one has about 5 MB. */
const MOST_BYTES = 64 * 1024 * 1024;
/** What is repeated of an answer that refuses, in characters. */
const MOST_SAID = 300;

/**
 * Asks the kubelet's `/pods` (https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/).
 *
 * @param patience for how long an answer is waited for, in milliseconds
 */
export function createKubelet(options: KubeletOptions, patience = PATIENCE): PodDirectory {
  const name = `the kubelet at ${options.url}`;
  return {
    name,
    gap: GAP,
    isComplete: true,
    retryAfter: (misses) => RETRIES[misses] ?? Number.POSITIVE_INFINITY,
    async ask(signal) {
      // AbortSignal.any does not hold the signals that it is made of, so that one with a timeout may be gone before its time.
      const ending = new AbortController();
      const end = (): void => ending.abort(signal.reason);
      const timer = setTimeout(
        () => ending.abort(new NoAnswer(`there was no answer within ${patience / 1000} s`)),
        patience,
      );
      signal.addEventListener('abort', end);
      try {
        signal.throwIfAborted();
        return await ask(options, ending.signal);
      } catch (error) {
        return { kind: 'failed', reason: reasonOf(error as NodeJS.ErrnoException) };
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
      }
    },
  };
}

/** A file that is needed for the question cannot be read. */
class FileError extends Error {}

class NoAnswer extends Error {}

async function ask({ url, tokenFile, tls }: KubeletOptions, signal: AbortSignal): Promise<PodsAnswer> {
  const base = new URL(url.endsWith('/') ? url : `${url}/`);
  const isSecret = base.protocol === 'https:';
  const [token, ca, cert, key] = await Promise.all([
    tokenFile === undefined || !isSecret ? undefined : read(tokenFile),
    ...[tls.ca, tls.cert, tls.key].map((file) => (file === undefined ? undefined : read(file))),
  ]);
  const client = new Client(base.origin, {
    maxResponseSize: MOST_BYTES,
    connect: {
      rejectUnauthorized: !tls.insecureSkipVerify,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(tls.serverName !== undefined && { servername: tls.serverName }),
    },
  });
  try {
    const { statusCode, body } = await client.request({
      method: 'GET',
      path: `${base.pathname}pods`,
      headers: { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token.trim()}` }) },
      signal,
    });
    const text = await body.text();
    return answerOf(statusCode, text, token?.trim());
  } finally {
    await client.destroy();
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new FileError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** What an answer comes to. */
function answerOf(status: number, text: string, token: string | undefined): PodsAnswer {
  if (status === 200) {
    const parsed = parsePodList(text);
    return parsed.ok ? { kind: 'pods', pods: parsed.pods } : { kind: 'failed', reason: parsed.reason };
  }
  const masked = token === undefined || token === '' ? text : text.replaceAll(token, '***');
  const said = masked.trim().slice(0, MOST_SAID);
  const remedy = REMEDIES[status];
  const what = `it answers ${status}${said === '' ? '' : ` (${said})`}`;
  return { kind: 'failed', reason: remedy === undefined ? what : `${what}; ${remedy}` };
}

const REMEDIES: Readonly<Record<number, string>> = {
  401: "it does not accept podtail's token: look at kubernetes.kubelet.tokenFile, and let the kubelet check tokens (authentication.webhook)",
  403: "podtail's service account needs the verb get on nodes/pods (Kubernetes 1.36 or later) or on nodes/proxy (before)",
  404: 'kubernetes.kubelet.url must be the address of a kubelet',
};

/** Codes of certificates that are not trusted: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const UNTRUSTED = [
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_SIGNATURE_FAILURE'],
];

function reasonOf(error: NodeJS.ErrnoException): string {
  const { code = '', message } = error;
  if (error instanceof FileError || error instanceof NoAnswer) return message;
  if (UNTRUSTED.includes(code)) {
    return `its certificate is not trusted (${code}): set kubernetes.kubelet.tls.ca to the authority that signed it, or tls.insecureSkipVerify`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `its certificate is for another name (${message}): set kubernetes.kubelet.tls.serverName`;
  }
  return code === '' ? message : `${message === '' ? 'the connection failed' : message} (${code})`;
}
