import type { Config } from '../config/config.js';
import { podKey } from '../kubernetes/pod-key.js';
import { readKeptPods } from '../kubernetes/pod-store.js';
import { createPodDescriber, createPodDirectory } from '../pipeline/pods.js';
import type { LogSource } from '../record/log-source.js';
import type { PodDetails } from '../record/pod-details.js';

/** What the cluster says of pods now, and what an earlier podtail knew of those that are gone. */
export interface KnownPods {
  /** Who was asked, in words; undefined where `kubernetes` is not configured. */
  readonly from: string | undefined;
  /** How many pods there are of which something is known. */
  readonly count: number;
  /** Why the question brought no answer. */
  readonly problem: string | undefined;
  /** A log with what is known of its pod. */
  describe(source: LogSource): LogSource;
}

/** How long an answer is waited for, in milliseconds. */
const PATIENCE = 5000;

/** Asks once, and looks into the state folder. Changes nothing there. */
export async function findKnownPods(config: Pick<Config, 'kubernetes' | 'stateDir'>): Promise<KnownPods> {
  const { kubernetes, stateDir } = config;
  if (kubernetes === undefined) return { from: undefined, count: 0, problem: undefined, describe: (source) => source };
  const directory = await createPodDirectory(kubernetes);
  const answer = await directory.ask(AbortSignal.timeout(PATIENCE));
  const kept = stateDir === undefined ? [] : readKeptPods(stateDir).pods;
  const pods = new Map<string, PodDetails>(kept.map((pod) => [pod.key, pod]));
  if (answer.kind === 'pods') for (const [key, details] of answer.pods) pods.set(key, details);
  const describePod = createPodDescriber(config);
  return {
    from: directory.name,
    count: new Set(pods.values()).size,
    problem: answer.kind === 'failed' ? answer.reason : undefined,
    describe(source) {
      const details = pods.get(podKey(source.metadata) ?? '');
      return details === undefined ? source : describePod(source, details);
    },
  };
}
