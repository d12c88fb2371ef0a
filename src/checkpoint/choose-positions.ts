import { type BadPosition, parsePositions, type SavedPosition } from './saved-position.js';

/**
 * What is to be gone on from.
 * - `whole`: every entry of the file is good.
 * - `partly`: some entries were bad, and were left out, or replaced by those that had been saved before.
 * - `damaged`: the file is no list of positions. `fromPrevious`: they are those that had been saved before.
 */
export type ChosenPositions =
  | { readonly kind: 'whole'; readonly positions: readonly SavedPosition[] }
  | { readonly kind: 'partly'; readonly positions: readonly SavedPosition[]; readonly bad: readonly ReplacedPosition[] }
  | {
      readonly kind: 'damaged';
      readonly positions: readonly SavedPosition[];
      readonly reason: string;
      readonly fromPrevious: boolean;
    };

/** A bad entry, and whether the positions that were saved before have one of the same log in its place. */
interface ReplacedPosition extends BadPosition {
  readonly isReplaced: boolean;
}

/**
 * Chooses between what was saved last and what was saved before. An older position is as true as a newer one: it only
 * settles less.
 *
 * @param previousText reads what was saved before; asked only where it is needed
 */
export function choosePositions(text: string, previousText: () => string | undefined): ChosenPositions {
  const last = parsePositions(text);
  if (last.kind === 'positions' && last.bad.length === 0) return { kind: 'whole', positions: last.positions };
  const previous = parsePositions(previousText() ?? '');
  const before = previous.kind === 'positions' ? previous.positions : [];
  if (last.kind === 'damaged') {
    return { kind: 'damaged', positions: before, reason: last.reason, fromPrevious: previous.kind === 'positions' };
  }
  const good = new Set(last.positions.map(fileOf));
  const paths = new Set(last.bad.map(({ path }) => path));
  const replacing = before.filter(
    (position) => !good.has(fileOf(position)) && (paths.has(undefined) || paths.has(position.path)),
  );
  const replaced = new Set(replacing.map(({ path }) => path));
  return {
    kind: 'partly',
    positions: [...last.positions, ...replacing],
    bad: last.bad.map((entry) => ({ ...entry, isReplaced: entry.path !== undefined && replaced.has(entry.path) })),
  };
}

/** Names the physical file of a position, or its part that is read later. */
export function fileOf({ path, device, inode, backlogEnd }: SavedPosition): string {
  return `${device} ${inode} ${backlogEnd === undefined ? '' : 'backlog '}${path}`;
}
