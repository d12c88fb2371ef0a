import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatTable } from '../../src/cli/table.js';

describe('a table', () => {
  it('has columns as wide as their widest cell, and no spaces at the end of a line', () => {
    const rows = [
      ['shop', '12'],
      ['a-long-name', '-'],
    ];
    assert.equal(formatTable(['POD', 'BYTES'], rows), 'POD          BYTES\nshop         12\na-long-name  -\n');
  });

  it('escapes control characters, so that a file name cannot control the terminal', () => {
    assert.equal(formatTable(['PATH'], [['a\u001b[2J\nb\u009b']]), 'PATH\na\\x1b[2J\\x0ab\\x9b\n');
  });
});
