import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapsBesideRests, orderRests } from '../../../src/tail/chain/rest-order.js';

type BesideRest = Parameters<typeof gapsBesideRests>[0][number];

test('the saved remainders of deleted files are where the files stood, in the order in which they were saved; new files come last', () => {
  /** A name with its place; `-` where the file is new; rests have capitals; the time of the first line stands behind `@`. */
  const order = (files: string): string => {
    const placedOf = (file: string) => ({
      isRest: /[A-Z]/.test(file),
      place: /-/.test(file) ? undefined : Number(/\d+/.exec(file)),
      firstTime: file.includes('@') ? BigInt(file.split('@')[1]!) : undefined,
    });
    return orderRests(files.split(' '), placedOf).join(' ');
  };
  for (const [files, expected] of [
    ['A0', 'A0'],
    ['A0 b1', 'A0 b1'],
    ['A1 b0 c2', 'b0 A1 c2'],
    ['A1 B2 c0 d3 e-', 'c0 A1 B2 d3 e-'],
    ['A1 B2 c-', 'A1 B2 c-'],
    ['A5 b-', 'A5 b-'],
    ['A1 C4 b2 d-', 'A1 b2 C4 d-'],
    ['C4 A1 b2 d-', 'C4 A1 b2 d-'],
    ['B2 A1', 'B2 A1'],
    ['C5 B4 A3 d6', 'C5 B4 A3 d6'],
    ['A1 C5 B3 d2 e4 f6', 'A1 d2 C5 B3 e4 f6'],
    ['A4@1 B5@2 c3@3 d2@4 e1@5', 'A4@1 B5@2 c3@3 d2@4 e1@5'],
    ['A1@6 c2@5 d3@7', 'c2@5 A1@6 d3@7'],
    ['A1@6 c0 d-@7', 'c0 A1@6 d-@7'],
    ['A1@6 c2@6', 'A1@6 c2@6'],
  ] as const) {
    assert.equal(order(files), expected);
  }
});

/** The gap before the second of two files. */
function gapBetween(
  [first, second]: readonly [Partial<BesideRest>, Partial<BesideRest>],
  isOver: readonly boolean[] = [],
): boolean | undefined {
  const file = { isRest: false, place: undefined, hasKnownGap: false, gapOnDisk: undefined };
  return gapsBesideRests(
    [
      { ...file, ...first },
      { ...file, ...second },
    ],
    isOver,
  )[0]?.[1];
}

test('a line continues after a remainder in the file that followed when podtail stopped, if everything between was read', () => {
  const between = (place: number | undefined, next: number | undefined, isOver: readonly boolean[]) => [
    gapBetween(
      [
        { isRest: true, place },
        { place: next, gapOnDisk: true },
      ],
      isOver,
    ),
    gapBetween(
      [
        { place, gapOnDisk: true },
        { isRest: true, place: next },
      ],
      isOver,
    ),
  ];
  assert.deepEqual(between(0, 1, [false, false]), [false, false]);
  assert.deepEqual(between(0, 2, [false, true, false]), [false, false]);
  assert.deepEqual(between(0, 2, [false, false, false]), [true, true], 'one between them is missing');
  assert.deepEqual(between(0, undefined, [false, false]), [true, true], 'the next one is new');
  assert.deepEqual(between(1, 0, [false, false]), [true, true]);
});

test('a line continues after a remainder in a new file if the disk shows that no file is missing between them', () => {
  const rest = { isRest: true, place: 0 };
  assert.equal(gapBetween([{ ...rest, gapOnDisk: false }, { gapOnDisk: false }]), false);
  assert.equal(gapBetween([{ ...rest, gapOnDisk: true }, { gapOnDisk: false }]), false);
  assert.equal(gapBetween([{ ...rest, gapOnDisk: false }, { gapOnDisk: true }]), true);
  assert.equal(gapBetween([rest, { gapOnDisk: false }]), true, 'the rest is not on disk');
  assert.equal(gapBetween([{ gapOnDisk: false }, { ...rest, gapOnDisk: false }]), false);
  assert.equal(gapBetween([{ gapOnDisk: false }, rest]), true);
});

test('a gap that was known when podtail stopped stays one', () => {
  const [rest, next] = [
    { isRest: true, place: 0, gapOnDisk: false },
    { place: 1, gapOnDisk: false },
  ];
  assert.equal(gapBetween([rest, next], [false, false]), false);
  assert.equal(gapBetween([rest, { ...next, hasKnownGap: true }], [false, false]), true);
  assert.equal(gapBetween([rest, { ...next, isRest: true, hasKnownGap: true }], [false, false]), true);
});

test('no gap is reported between files that are not remainders', () => {
  assert.equal(gapBetween([{ gapOnDisk: false }, { gapOnDisk: true }]), undefined);
});
