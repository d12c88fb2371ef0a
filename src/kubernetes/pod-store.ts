import fs from 'node:fs';
import path from 'node:path';
import { replaceFile } from '../os/replace-file.js';
import type { Diagnostics } from '../record/diagnostics.js';
import { isObject } from '../record/is-object.js';
import type { PodDetails } from '../record/pod-details.js';

/** What is kept of a pod over the life of the process. */
export interface KeptPod extends PodDetails {
  /** See `podKey`. */
  readonly key: string;
  /** What is on disk as long as the pod has logs: its folder, or where it is not known, one of its logs. */
  readonly folder: string;
  /** Since when nothing is there, in milliseconds since 1970; left out while something does. */
  readonly missingSince?: number;
}

/** Where pods outlive podtail. Synchronous, and never throws: labels are worth less than the shipping. */
export interface PodStore {
  load(): readonly KeptPod[];
  save(pods: readonly KeptPod[]): void;
}

const VERSION = 1;
const PROBLEM = 'pods.json';

/** The file of the pods in a state folder. */
const podsFile = (folder: string): string => path.join(folder, 'pods.json');

/** @param folder the state folder */
export function createPodStore(folder: string, diagnostics: Diagnostics): PodStore {
  const file = podsFile(folder);
  let saved: string | undefined;
  return {
    load() {
      const { pods, problem } = readKeptPods(folder);
      if (problem !== undefined) {
        diagnostics.warn(`${file} is ignored: ${problem}. Lines of deleted pods have no labels`, { file });
      }
      return pods;
    },
    save(pods) {
      const text = `${JSON.stringify({ version: VERSION, pods })}\n`;
      if (text === saved) return;
      try {
        replaceFile(file, text);
        saved = text;
        diagnostics.solved(PROBLEM, `${file} can be written again`);
      } catch (error) {
        const { code = 'unknown', message } = error as NodeJS.ErrnoException;
        diagnostics.problem(
          PROBLEM,
          `${file} cannot be written (${message}): after a restart, lines of pods that are gone have no labels`,
          { file, code },
        );
      }
    },
  };
}

/** What was saved last, also for whoever does not own the folder. An entry that is none is left out. Never throws. */
export function readKeptPods(folder: string): { readonly pods: readonly KeptPod[]; readonly problem?: string } {
  try {
    const content: unknown = JSON.parse(fs.readFileSync(podsFile(folder), 'utf8'));
    if (!isObject(content) || content.version !== VERSION || !Array.isArray(content.pods)) {
      return { pods: [], problem: 'it is not a list of pods in a format of this podtail' };
    }
    return { pods: content.pods.filter(isKeptPod) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? { pods: [] } : { pods: [], problem: message };
  }
}

function isKeptPod(value: unknown): value is KeptPod {
  if (!isObject(value)) return false;
  const { key, folder, labels, annotations, missingSince } = value;
  return (
    typeof key === 'string' &&
    typeof folder === 'string' &&
    [labels, annotations].every(
      (texts) => isObject(texts) && Object.values(texts).every((text) => typeof text === 'string'),
    ) &&
    (missingSince === undefined || typeof missingSince === 'number')
  );
}
