import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatPositions, parsePositions } from '../../src/checkpoint/saved-position.js';
import { positionOf } from './positions.js';

const fileWith = (changes: object): string =>
  `{"version":1,"positions":[${JSON.stringify({ ...positionOf(), ...changes })}]}`;

describe('the positions file', () => {
  it('gives back what was saved, whatever is in a path, and inodes of 64 bits', () => {
    const positions = [
      positionOf(),
      positionOf({ path: '/a "b"\n\\ü', done: true }),
      positionOf({ offset: 0, size: 0, head: { length: 0, hash: '' }, before: { length: 0, hash: '' } }),
    ];
    assert.deepEqual(parsePositions(formatPositions(positions)), { kind: 'positions', positions });
    assert.deepEqual(parsePositions(formatPositions([])), { kind: 'positions', positions: [] });
  });

  it('says its version, and has a line for each position', () => {
    assert.match(
      formatPositions([positionOf(), positionOf()]),
      /^\{"version":1,"positions":\[\n\{.*\},\n\{.*\}\n\]\}\n$/,
    );
  });

  it('does not mind a key that a later podtail may add', () => {
    assert.equal(parsePositions(fileWith({ later: 1 })).kind, 'positions');
  });

  const damages: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
    ['is empty', '', /JSON/],
    ['is cut off', formatPositions([positionOf()]).slice(0, -20), /JSON/],
    ['is full of zero bytes', '\0'.repeat(50), /JSON/],
    ['is a list', '[]', /not a JSON object/],
    ['is null', 'null', /not a JSON object/],
    ['is of a version to come', '{"version":2,"positions":[]}', /version is 2, .* version 1 alone/],
    ['has no version', '{"positions":[]}', /version is undefined/],
    ['has no positions', '{"version":1}', /"positions" is not a list/],
    ['has a position that is no object', '{"version":1,"positions":[7]}', /positions\[0\] is not/],
    ['lacks a path', fileWith({ path: undefined }), /positions\[0\]\.path is not/],
    ['has an inode as a number', fileWith({ inode: 7 }), /\.inode is not/],
    ['has a device that is no number', fileWith({ device: '0x7' }), /\.device is not/],
    ['has a negative offset', fileWith({ offset: -1 }), /\.offset is not/],
    ['has half a byte', fileWith({ size: 0.5 }), /\.size is not/],
    ['has a hash that is none', fileWith({ head: { length: 1, hash: 'zz' } }), /\.head is not/],
    ['has hashed more than there is before the offset', fileWith({ offset: 63 }), /\.before\.length is not/],
    ['does not say whether a file is done', fileWith({ done: 'yes' }), /\.done is not/],
  ];
  for (const [what, text, reason] of damages) {
    it(`that ${what} is damaged (27: position file corrupt)`, () => {
      const parsed = parsePositions(text);
      assert.equal(parsed.kind, 'damaged');
      assert.match(parsed.kind === 'damaged' ? parsed.reason : '', reason);
    });
  }

  it('never makes the parser throw, whatever it holds', () => {
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
