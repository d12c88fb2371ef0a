import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { membersText } from '../../src/transform/message-text.js';
import { createRename } from '../../src/transform/rename.js';
import { blockOf, EXAMPLE_SOURCE, withMembers } from '../support/blocks.js';

describe('rename', () => {
  const rows: readonly (readonly [what: string, names: Record<string, string>, members: string, renamed: string])[] = [
    ['gives a field another name, in its place', { b: 'x' }, '"a":1,"b":{"b":2},"c":3,', '"a":1,"x":{"b":2},"c":3,'],
    ['leaves what another field is named', { a: 'b' }, '"a":1,"b":2,', '"a":1,"b":2,'],
    ['leaves what all records are named', { a: 'message' }, '"a":1,', '"a":1,'],
    ['gives two fields no same name', { a: 'x', b: 'x' }, '"a":1,"b":2,', '"x":1,"b":2,'],
    ['can make a level of a field', { severity: 'level' }, '"severity":"odd",', '"level":"odd",'],
    ['takes no name that every object has for one of its own', { a: 'b' }, '"toString":1,', '"toString":1,'],
  ];
  for (const [what, names, members, renamed] of rows) {
    it(what, () => {
      const block = withMembers(blockOf(EXAMPLE_SOURCE, [{ message: 'x' }, { message: 'y' }]), 0, members);
      const transform = createRename(names, { fieldNames: new Set(['message', 'level']) });
      transform.apply(block, { resumeBefore: 0, fromEarlier: false });
      assert.equal(membersText(block, 0), renamed);
      assert.equal(membersText(block, 1), '');
    });
  }
});
