import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatPositions, parsePositions } from '../../src/checkpoint/saved-position.js';
import { positionOf } from './positions.js';

const fileWith = (changes: object): string =>
  `{"version":1,"positions":[${JSON.stringify({ ...positionOf(), ...changes })}]}`;

describe('the positions file', () => {
  it('restores what was saved, for any path and for 64-bit inodes', () => {
    const positions = [
      positionOf(),
      positionOf({ path: '/a "b"\n\\ü', done: true }),
      positionOf({ offset: 0, size: 0, head: { length: 0, hash: '' }, before: { length: 0, hash: '' } }),
    ];
    assert.deepEqual(parsePositions(formatPositions(positions)), { kind: 'positions', positions, bad: [] });
    assert.deepEqual(parsePositions(formatPositions([])), { kind: 'positions', positions: [], bad: [] });
  });

  it('has its version, and a line for each position', () => {
    assert.match(
      formatPositions([positionOf(), positionOf()]),
      /^\{"version":1,"positions":\[\n\{.*\},\n\{.*\}\n\]\}\n$/,
    );
  });

  it('ignores a key that a later podtail may add', () => {
    assert.equal(parsePositions(fileWith({ later: 1 })).kind, 'positions');
  });

  const damages: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
    ['is empty', '', /JSON/],
    ['is cut off', formatPositions([positionOf()]).slice(0, -20), /JSON/],
    ['is full of zero bytes', '\0'.repeat(50), /JSON/],
    ['is a list', '[]', /not a JSON object/],
    ['is null', 'null', /not a JSON object/],
    ['is of a version to come', '{"version":2,"positions":[]}', /version is 2, .* only version 1$/],
    ['has no version', '{"positions":[]}', /version is undefined/],
    ['has no positions', '{"version":1}', /"positions" is not a list/],
  ];
  for (const [what, text, reason] of damages) {
    it(`counts as damaged if it ${what} (27: position file corrupt)`, () => {
      const parsed = parsePositions(text);
      assert.equal(parsed.kind, 'damaged');
      assert.match(parsed.kind === 'damaged' ? parsed.reason : '', reason);
    });
  }

  const bad: readonly (readonly [what: string, entry: unknown, problem: RegExp])[] = [
    ['is no object', 7, /^it is 7$/],
    ['lacks a path', { ...positionOf(), path: undefined }, /^path is missing$/],
    ['has an inode as a number', positionOf({ inode: 7 as never }), /^inode is 7$/],
    ['has a device that is no number', positionOf({ device: '0x7' }), /^device is "0x7"$/],
    ['has no number for its offset', positionOf({ offset: null as never }), /^offset is null$/],
    ['has a negative offset', positionOf({ offset: -1 }), /^offset is -1$/],
    ['has half a byte', positionOf({ size: 0.5 }), /^size is 0\.5$/],
    [
      'has a hash that is none',
      positionOf({ head: { length: 1, hash: 'zz' } }),
      /^head is \{"length":1,"hash":"zz"\}$/,
    ],
    [
      'has hashed more than there is before the offset',
      positionOf({ offset: 63 }),
      /^before\.length is 64, .* before 63$/,
    ],
    ['does not say whether a file is done', positionOf({ done: 'yes' as never }), /^done is "yes"$/],
  ];
  for (const [what, entry, problem] of bad) {
    it(`loses an entry that ${what}, and no other entry (27: position file corrupt)`, () => {
      const beside = [positionOf({ path: '/a' }), positionOf({ path: '/b' })];
      const parsed = parsePositions(JSON.stringify({ version: 1, positions: [beside[0], entry, beside[1]] }));
      assert.ok(parsed.kind === 'positions');
      assert.deepEqual(parsed.positions, beside);
      assert.equal(parsed.bad.length, 1);
      assert.match(parsed.bad[0]!.problem, problem);
      const { path } = (typeof entry === 'object' ? entry : {}) as { path?: string };
      assert.equal(parsed.bad[0]!.path, path);
    });
  }

  it('never makes the parser throw, whatever its content', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((json) => `{"version":1,"positions":[${json}]}`),
        ),
        (text) => {
          assert.equal(typeof parsePositions(text).kind, 'string');
        },
      ),
      process.env.FC_SEED === undefined ? {} : { seed: Number(process.env.FC_SEED) },
    );
  });
});
