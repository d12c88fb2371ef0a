import { diskKeyOf, type FileOnDisk } from './file-on-disk.js';
import type { NamesOnDisk } from './named-files.js';

/** Looks that are remembered: in those before them, other files had the names. */
const MOST = 8;

/** How a log's files followed each other at the latest looks at their names, also those that have none any more. */
export class SeenOrders {
  /** The places of the files of each look, the latest first. */
  #looks: ReadonlyMap<string, number>[] = [];

  /** Takes note of a look, whose names are read from the oldest on, so that a rotation meanwhile mixes nothing up. */
  add(names: NamesOnDisk): void {
    const files = [...names.values()].filter((file) => file !== undefined);
    const look = new Map(files.map(({ key, bornAt }, place) => [nameOf(key, bornAt), place]));
    this.#looks = [look, ...this.#looks.slice(0, MOST - 1)];
  }

  /** Whether one file stood before the other one; undefined where they were not seen together. */
  isOlder(one: FileOnDisk, other: FileOnDisk): boolean | undefined {
    for (const look of this.#looks) {
      const [place, otherPlace] = [one, other].map((file) => look.get(nameOf(diskKeyOf(file), file.bornAt)));
      if (place !== undefined && otherPlace !== undefined && place !== otherPlace) return place < otherPlace;
    }
    return undefined;
  }
}

/** Another file may get the inode of one that is gone. */
const nameOf = (key: string, bornAt: bigint | undefined): string => `${key} ${bornAt}`;
