import fs from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import picomatch from 'picomatch';
import type { Config } from '../config/config.js';
import type { KubeletOptions } from '../kubernetes/kubelet.js';
import { createPodBook } from '../kubernetes/pod-book.js';
import type { PodDirectory } from '../kubernetes/pod-directory.js';
import { podKey } from '../kubernetes/pod-key.js';
import { createPodStore } from '../kubernetes/pod-store.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource } from '../record/log-source.js';
import type { PodDetails } from '../record/pod-details.js';
import type { PodsStatus } from '../record/pods-status.js';
import { obeyedAnnotations, podWishes, tenantOfPod } from './pod-annotations.js';

type KubernetesConfig = Exclude<Config['kubernetes'], undefined>;

/** What the cluster says of the pods whose logs are there; nothing, where `kubernetes` is not configured. */
export interface Pods {
  /** Whether anything is asked at all. */
  readonly isAsked: boolean;
  found(source: LogSource): void;
  gone(path: string): void;
  /** Whether the lines of a log are to wait no more for what is to be known of its pod. */
  isReady(source: LogSource): boolean;
  /** The log with what is known of its pod: the same object as long as that is the same. */
  describe(source: LogSource): LogSource;
  /** To be called every so often. */
  tidy(): void;
  /** Undefined where nothing is asked. */
  status(): PodsStatus | undefined;
  close(): void;
}

/** Those of a configuration without `kubernetes`. */
export const NO_PODS: Pods = {
  isAsked: false,
  found() {},
  gone() {},
  isReady: () => true,
  describe: (source) => source,
  tidy() {},
  status: () => undefined,
  close() {},
};

export interface PodsSurroundings {
  readonly diagnostics: Diagnostics;
  /** Whether what is known is kept in the state folder: it is this process's own. */
  readonly ownsState: boolean;
  now(): number;
  /** Something else is known of the pods of these keys (see `podKey`), or their logs wait no more. */
  onChange(isConcerned: (source: LogSource) => boolean): void;
}

/**
 * Makes ready to ask; what that needs is loaded only where it is configured.
 *
 * @param parts has the configuration that holds at the time: what of the answers is shown, and obeyed
 */
export async function createPods(
  parts: { readonly config: Pick<Config, 'kubernetes' | 'stateDir'> },
  { diagnostics, ownsState, now, onChange }: PodsSurroundings,
): Promise<Pods> {
  const { kubernetes, stateDir } = parts.config;
  if (kubernetes === undefined) return NO_PODS;
  const book = createPodBook({
    directory: await createPodDirectory(kubernetes),
    store: stateDir === undefined || !ownsState ? undefined : createPodStore(stateDir, diagnostics),
    diagnostics,
    now,
    wallTime: Date.now,
    isThere: (path) => fs.lstatSync(path, { throwIfNoEntry: false }) !== undefined,
    onChange: (keys) => onChange(({ metadata }) => keys.has(podKey(metadata) ?? '')),
  });
  let treatment = createTreatment(parts.config);
  const warned = new WeakSet<PodDetails>();
  return {
    isAsked: true,
    found: book.found,
    gone: book.gone,
    isReady: ({ metadata }) => book.isReady(metadata),
    describe(source) {
      if (treatment.kubernetes !== parts.config.kubernetes) treatment = createTreatment(parts.config, treatment);
      const { describePod, described, obeyed } = treatment;
      const details = book.detailsOf(source.metadata);
      const known = described.get(source);
      // Of a log that is read to its end after it was deleted, nothing may be known any more.
      if (details === undefined) return known?.source ?? source;
      if (known?.details === details) return known.source;
      const made = describePod(source, details);
      described.set(source, { details, source: made });
      if (!warned.has(details)) {
        warned.add(details);
        for (const problem of podWishes(made, obeyed).problems) {
          diagnostics.warn(`an annotation of the pod of ${source.path} is ignored: ${problem}`, { path: source.path });
        }
      }
      return made;
    },
    tidy: book.tidy,
    status: book.status,
    close: book.close,
  };
}

/** What is done with the answers, as one configuration has it. */
interface Treatment {
  readonly kubernetes: Config['kubernetes'];
  readonly describePod: ReturnType<typeof createPodDescriber>;
  readonly obeyed: ReturnType<typeof obeyedAnnotations>;
  /** The logs that were described. */
  readonly described: WeakMap<LogSource, { readonly details: PodDetails; readonly source: LogSource }>;
}

/** @param before continues, where the configuration says the same */
function createTreatment(config: Pick<Config, 'kubernetes'>, before?: Treatment): Treatment {
  const { kubernetes } = config;
  if (before !== undefined && isDeepStrictEqual(before.kubernetes, kubernetes)) return { ...before, kubernetes };
  return {
    kubernetes,
    describePod: createPodDescriber(config),
    obeyed: obeyedAnnotations(config),
    described: new WeakMap(),
  };
}

/** Adds to a log what is known of its pod, as the configuration has it. */
export function createPodDescriber(
  config: Pick<Config, 'kubernetes'>,
): (source: LogSource, details: PodDetails) => LogSource {
  const { labels = [], annotations = [] } = config.kubernetes ?? {};
  const [isLabelShown, isAnnotationShown] = [nameGlobs(labels), nameGlobs(annotations)];
  const obeysTenant = obeyedAnnotations(config).has('tenant');
  return (source, pod) => {
    const made = {
      ...source,
      pod,
      shownPod: { labels: chosen(pod.labels, isLabelShown), annotations: chosen(pod.annotations, isAnnotationShown) },
    };
    const tenant = obeysTenant ? tenantOfPod(made) : undefined;
    return tenant === undefined ? made : { ...made, tenant };
  };
}

/** Who is asked. */
export async function createPodDirectory(kubernetes: KubernetesConfig): Promise<PodDirectory> {
  if (kubernetes.file !== undefined) {
    const { createPodFile } = await import('../kubernetes/pod-file.js');
    return createPodFile(kubernetes.file);
  }
  const { createKubelet } = await import('../kubernetes/kubelet.js');
  return createKubelet(kubeletOptions(kubernetes, process.env));
}

/** Who would be asked, in words; undefined where `kubernetes` is not configured. */
export function podSourceOf(
  { kubernetes }: Pick<Config, 'kubernetes'>,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (kubernetes === undefined) return undefined;
  if (kubernetes.file !== undefined) return `the file ${kubernetes.file}`;
  const { url, tokenFile, tls } = kubeletOptions(kubernetes, environment);
  const checked = tls.insecureSkipVerify ? 'whose certificate is not checked' : `trusted by ${tls.ca ?? 'Node.js'}`;
  const token = url.startsWith('https:') && tokenFile !== undefined ? `the token in ${tokenFile}` : 'no token';
  return `the kubelet at ${url} (${checked}; ${token})`;
}

/** Where Kubernetes puts what a pod's service account has (https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/). */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const KUBELET_PORT = 10250;

/** What the configuration leaves out comes from the environment and the pod's service account. */
function kubeletOptions(
  { kubelet }: Pick<KubernetesConfig, 'kubelet'>,
  environment: Readonly<Record<string, string | undefined>>,
): KubeletOptions {
  const { url, tls } = kubelet;
  const host = environment.NODE_IP ?? '';
  const ca = tls.ca ?? ofServiceAccount('ca.crt');
  const tokenFile = kubelet.tokenFile ?? (tls.cert === undefined ? `${SERVICE_ACCOUNT}/token` : undefined);
  return {
    url: url ?? `https://${host.includes(':') ? `[${host}]` : host || '127.0.0.1'}:${KUBELET_PORT}`,
    ...(tokenFile !== undefined && { tokenFile }),
    tls: { ...tls, ...(ca !== undefined && { ca }) },
  };
}

function ofServiceAccount(name: string): string | undefined {
  const file = `${SERVICE_ACCOUNT}/${name}`;
  return fs.existsSync(file) ? file : undefined;
}

/** Globs over names with slashes in them: `*` matches these, too. */
function nameGlobs(globs: readonly string[]): (name: string) => boolean {
  return globs.length === 0 ? () => false : picomatch([...globs], { bash: true, dot: true, nonegate: true });
}

function chosen(texts: Readonly<Record<string, string>>, isChosen: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => isChosen(name)));
}
