import type { NamedFile, NamesOnDisk } from '../files/named-files.js';

/** Looks that are remembered: in those before them, other files had the names. */
const MOST = 8;

/** How a log's files followed each other at the latest looks at their names, also those that have none any more. */
export class SeenOrders {
  /** The files of each look that was not the same as the one before, oldest first; the latest look first. */
  #looks: (readonly (NamedFile | undefined)[])[] = [];

  /** Takes note of a look, whose names are read from the oldest on, so that a rotation meanwhile mixes nothing up. */
  add(names: NamesOnDisk): void {
    const look = [...names.values()];
    const [latest] = this.#looks;
    if (latest === undefined || !areSame(latest, look)) this.#looks = [look, ...this.#looks.slice(0, MOST - 1)];
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

function areSame(one: readonly (NamedFile | undefined)[], other: readonly (NamedFile | undefined)[]): boolean {
  return (
    one.length === other.length &&
    one.every((file, place) => file?.key === other[place]?.key && file?.bornAt === other[place]?.bornAt)
  );
}

/** Another file may get the inode of one that is gone. */
function placeIn(look: readonly (NamedFile | undefined)[], { key, bornAt }: NamedFile): number {
  return look.findLastIndex((file) => file?.key === key && file.bornAt === bornAt);
}
