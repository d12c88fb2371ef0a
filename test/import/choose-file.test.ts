import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseFile, type FileFacts } from '../../src/import/choose-file.js';

const ROTATED: FileFacts = {
  target: '/0.log.1',
  inode: '11',
  bornAt: 1000,
  size: 500,
  isCompressed: false,
  firstTime: () => undefined,
  end: () => 500,
};
const LIVE: FileFacts = {
  target: '/0.log',
  inode: '12',
  bornAt: 2000,
  size: 100,
  isCompressed: false,
  firstTime: () => undefined,
  end: () => 100,
};
const FILES = [ROTATED, LIVE];

describe('a position of an agent that stores inodes', () => {
  it('belongs to the file with that inode, under any name', () => {
    assert.equal(chooseFile({ path: '/0.log', inode: '11', offset: 500 }, FILES, 3000), 0);
    assert.equal(chooseFile({ path: '/0.log', inode: '12', offset: 100 }, FILES, 3000), 1);
  });

  it('belongs to no file if the inode is gone, or was reused by a shorter file', () => {
    assert.equal(chooseFile({ path: '/0.log', inode: '13', offset: 1 }, FILES, 3000), undefined);
    assert.equal(chooseFile({ path: '/0.log', inode: '12', offset: 101 }, FILES, 3000), undefined);
  });

  it('belongs to no file if the inode was reused since by a file that is long enough', () => {
    assert.equal(chooseFile({ path: '/0.log', inode: '12', offset: 50 }, FILES, 1500), undefined);
  });
});

describe('a position of an agent that stores paths', () => {
  const cases: readonly [title: string, offset: number, savedAt: number, chosen: number | undefined][] = [
    ['is of the live file', 100, 3000, 1],
    ['is of the file rotated last where the live one was made since', 50, 1500, 0],
    ['is of the file rotated last where the live one is shorter than what was read', 300, 3000, 0],
    ['is of none where no file is long enough', 501, 3000, undefined],
  ];
  for (const [title, offset, savedAt, chosen] of cases) {
    it(title, () => assert.equal(chooseFile({ path: '/link.log', offset }, FILES, savedAt), chosen));
  }

  it('can belong to a compressed file, which is created after it was rotated', () => {
    const compressed = { ...ROTATED, bornAt: 5000, size: 50, isCompressed: true };
    assert.equal(chooseFile({ path: '/0.log', offset: 300 }, [compressed, LIVE], 1500), 0);
  });

  it('belongs to no compressed file that is shorter, or whose first line was written later', () => {
    const compressed = { ...ROTATED, bornAt: 5000, size: 50, isCompressed: true };
    assert.equal(chooseFile({ path: '/0.log', offset: 501 }, [compressed, LIVE], 1500), undefined);
    const newer = { ...compressed, firstTime: () => 1600 };
    assert.equal(chooseFile({ path: '/0.log', offset: 300 }, [newer, LIVE], 1500), undefined);
  });

  it('belongs to the rotated file that it names', () => {
    assert.equal(chooseFile({ path: '/0.log.1', offset: 400 }, FILES, 3000), 0);
  });
});
