import fs from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createCertificateAuthority } from './certificates.js';
import { type FakeAnswer, type FakeHttpServer, type ReceivedRequest, startFakeHttpServer } from './fake-http-server.js';

/** A pod, as far as a shipper asks. */
export interface FakePod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What the kubelet grants a service account: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/ */
export type Permission = 'nodes/pods' | 'nodes/proxy' | 'none';

export interface FakeKubelet {
  readonly url: string;
  /** Of the authority that signed its certificate, which is for the name `node-1`. */
  readonly ca: string;
  /** Holds the token of podtail's service account. */
  readonly tokenFile: string;
  readonly requests: readonly ReceivedRequest[];
  /** The pods of the node; may be changed at any time. */
  readonly pods: FakePod[];
  permission: Permission;
  /** Called before an answer is given: it may be waited for. */
  beforeAnswer: () => Promise<void> | void;
  /** Writes another token into the file; the one before is valid no more. */
  replaceToken(): void;
  /** The token that is valid now. */
  readonly token: string;
  script: FakeHttpServer['script'];
  close(): Promise<void>;
}

/**
 * A kubelet, strictly: TLS with a certificate that no public authority signed, `GET /pods` alone, webhook authentication of
 * bearer tokens (401), and authorization as of Kubernetes 1.36: `nodes/pods`, or else `nodes/proxy` (403). Answers are those
 * of kubernetes `pkg/kubelet/server`.
 */
export async function startFakeKubelet(
  test: Pick<TestContext, 'after'>,
  folder: string,
  { port = 0 }: { port?: number } = {},
): Promise<FakeKubelet> {
  const authority = createCertificateAuthority(folder, 'kubelet-ca');
  const certificate = authority.issue('node-1');
  const tokenFile = join(folder, 'token');
  const pods: FakePod[] = [];
  let tokens = 0;
  let token = '';
  const replaceToken = (): void => {
    token = `service-account-token-${++tokens}`;
    // As the kubelet does for a projected volume: another file under the same name.
    fs.writeFileSync(`${tokenFile}.new`, `${token}\n`, { mode: 0o600 });
    fs.renameSync(`${tokenFile}.new`, tokenFile);
  };
  replaceToken();

  async function answer({ method, path, headers }: ReceivedRequest): Promise<FakeAnswer> {
    await kubelet.beforeAnswer();
    if (headers.authorization !== `Bearer ${token}`) return text(401, 'Unauthorized');
    if (kubelet.permission === 'none') {
      return text(
        403,
        'Forbidden (user=system:serviceaccount:podtail:podtail, verb=get, resource=nodes, subresource(s)=[pods proxy])',
      );
    }
    if (path !== '/pods') return text(404, '404 page not found');
    if (method !== 'GET') return text(405, '405: Method Not Allowed');
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(podList(pods)) };
  }

  const tls = { cert: fs.readFileSync(certificate.cert), key: fs.readFileSync(certificate.key) };
  const server = await startFakeHttpServer(test, { answer, tls, listen: port });
  const kubelet: FakeKubelet = {
    url: server.url,
    ca: authority.cert,
    tokenFile,
    requests: server.requests,
    pods,
    permission: 'nodes/pods',
    beforeAnswer: () => {},
    replaceToken,
    get token() {
      return token;
    },
    script: server.script,
    close: server.close,
  };
  return kubelet;
}

/** A `v1.PodList` as the kubelet writes it: of a pod without labels the key is left out. */
export function podList(pods: readonly FakePod[]): object {
  return {
    kind: 'PodList',
    apiVersion: 'v1',
    metadata: {},
    items: pods.length === 0 ? null : pods.map(podObject),
  };
}

function podObject({ namespace, name, uid, labels, annotations }: FakePod): object {
  return {
    metadata: {
      name,
      namespace,
      uid,
      resourceVersion: '8125',
      creationTimestamp: '2026-11-30T08:00:00Z',
      ...(labels && { labels }),
      annotations: { 'kubernetes.io/config.source': 'api', ...annotations },
    },
    spec: { containers: [{ name: 'app', image: 'registry.k8s.io/pause:3.10' }], nodeName: 'node-1' },
    status: { phase: 'Running', hostIP: '10.0.0.7' },
  };
}

function text(status: number, body: string): FakeAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}
