import type { NamedFile, NamesOnDisk } from './named-files.js';

/** Looks that are remembered: in those before them, other files had the names. */
const MOST = 8;

/** How a log's files followed each other at the latest looks at their names, also those that have none any more. */
export class SeenOrders {
  /** The places of the files of each look, the latest first. */
  #looks: ReadonlyMap<string, number>[] = [];

  /** Takes note of a look, whose names are read from the oldest on, so that a rotation meanwhile mixes nothing up. */
  add(names: NamesOnDisk): void {
    const files = [...names.values()].filter((file) => file !== undefined);
    const look = new Map(files.map((file, place) => [nameOf(file), place]));
    this.#looks = [look, ...this.#looks.slice(0, MOST - 1)];
  }

  /** Whether one file stood before the other one; undefined where they were not seen together. */
  isOlder(one: NamedFile, other: NamedFile): boolean | undefined {
    for (const look of this.#looks) {
      const [place, otherPlace] = [one, other].map((file) => look.get(nameOf(file)));
      if (place !== undefined && otherPlace !== undefined && place !== otherPlace) return place < otherPlace;
    }
    return undefined;
  }
}

/** Another file may get the inode of one that is gone. */
const nameOf = ({ key, bornAt }: NamedFile): string => `${key} ${bornAt}`;
