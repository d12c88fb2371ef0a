import { namedPods } from './named-pods.js';
import { podOfFolder } from './pod-path.js';

/** How many entries are followed: of one folder, or of a pod's folder and all folders in it together. */
export interface EntryRoom {
  /** The folder that it is of. */
  readonly path: string;
  /** Whether folders below share it. */
  readonly isOfPod: boolean;
  /** How many entries may be followed. */
  readonly most: number;
  /** How many names of one folder are read. A folder of a pod that has more is ignored: each look at one of its logs would list it. */
  readonly mostNames: number;
  /** How many entries are followed. */
  taken: number;
  /** The paths of the folders of which entries were left out. */
  readonly cut: Set<string>;
}

const MOST_ENTRIES = 100_000;
const MOST_NAMES = 1_000_000;

/**
 * The kubelet keeps one or two logs of each container of a pod. A pod that can write into its own folder can make any number
 * of files there, and each log that is followed takes memory and time from the others.
 */
const MOST_ENTRIES_OF_POD = 1_000;
const MOST_NAMES_OF_POD = 20_000;

/**
 * @param folder absolute
 * @param name its last part
 * @param parent the room of the folder in which it was found
 */
export function createEntryRoom(folder: string, name: string, parent: EntryRoom | undefined): EntryRoom {
  if (parent?.isOfPod) return parent;
  const isOfPod = parent === undefined ? namedPods(`${folder}/`).length > 0 : podOfFolder(name) !== undefined;
  const limits = isOfPod
    ? { most: MOST_ENTRIES_OF_POD, mostNames: MOST_NAMES_OF_POD }
    : { most: MOST_ENTRIES, mostNames: MOST_NAMES };
  return { path: folder, isOfPod, ...limits, taken: 0, cut: new Set() };
}
