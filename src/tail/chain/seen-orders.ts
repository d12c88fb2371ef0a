import type { NamedFile, NamesOnDisk } from '../files/named-files.js';

/** Looks that are remembered: in those before them, other files had the names. */
const MOST = 8;

/** How a log's files followed each other at the latest looks at their names, also those that have none any more. */
export class SeenOrders {
  /** The files of each look, oldest first; the latest look first. */
  #looks: (readonly (NamedFile | undefined)[])[] = [];

  /** Takes note of a look, whose names are read from the oldest on, so that a rotation meanwhile mixes nothing up. */
  add(names: NamesOnDisk): void {
    this.#looks = [[...names.values()], ...this.#looks.slice(0, MOST - 1)];
  }

  /** Whether one file stood before the other one; undefined where they were not seen together. */
  isOlder(one: NamedFile, other: NamedFile): boolean | undefined {
    for (const look of this.#looks) {
      const [place, otherPlace] = [placeIn(look, one), placeIn(look, other)];
      if (place >= 0 && otherPlace >= 0 && place !== otherPlace) return place < otherPlace;
    }
    return undefined;
  }
}

/** Another file may get the inode of one that is gone. */
function placeIn(look: readonly (NamedFile | undefined)[], { key, bornAt }: NamedFile): number {
  return look.findLastIndex((file) => file?.key === key && file.bornAt === bornAt);
}
