import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expandBraces } from '../../src/discover/braces.js';
import { levelsWithin, matchesFile, matchesGlob, parseGlob } from '../../src/discover/glob.js';

describe('the root of a glob', () => {
  const rows: readonly (readonly [glob: string, roots: readonly string[]])[] = [
    ['/var/log/pods/*/*/*.log', ['/var/log/pods']],
    ['/var/log/**', ['/var/log']],
    ['/*', ['/']],
    ['/var/log/app.log', ['/var/log']],
    ['/var/log/', ['/var']],
    ['/var//log/./*.log', ['/var/log']],
    ['/var/log/../lib/*.log', ['/var/lib']],
    ['*.log', ['/srv']],
    ['./logs/*.log', ['/srv/logs']],
    ['../logs/*.log', ['/logs']],
    ['/a/\\[x\\]/*.log', ['/a/[x]']],
    ['/a/[x]/b.log', ['/a']],
    ['/var/log/{pods/*/*,containers}/*.log', ['/var/log/pods', '/var/log/containers']],
    ['/', []],
    ['', []],
  ];
  for (const [glob, roots] of rows) {
    it(`for ${JSON.stringify(glob)} is ${roots.join(' and ') || 'nowhere'}`, () => {
      assert.deepEqual(
        parseGlob(glob, '/srv').map(({ root }) => root),
        roots,
      );
    });
  }
});

describe('a glob', () => {
  const rows: readonly (readonly [glob: string, path: string, isMatch: boolean])[] = [
    ['/p/*/*/*.log', '/p/a/b/0.log', true],
    ['/p/*/*/*.log', '/p/a/0.log', false],
    ['/p/*/*/*.log', '/p/a/b/c/0.log', false],
    ['/p/*/*/*.log', '/p/a/b/0.log.1', false],
    ['/p/*/*/*.log', '/q/a/b/0.log', false],
    ['/p/*/*/*.log', '/pa/a/b/0.log', false],
    ['/p/*', '/p', false],
    ['/*', '/a', true],
    ['/p/**/*.log', '/p/0.log', true],
    ['/p/**/*.log', '/p/a/b/c/0.log', true],
    ['/p/**/**/*.log', '/p/0.log', true],
    ['/p/**', '/p/a/b', true],
    ['/p/**', '/p/a', true],
    ['/p/**/a/**/b', '/p/a/b', true],
    ['/p/**/a/**/b', '/p/x/a/y/z/b', true],
    ['/p/**/a/**/b', '/p/x/y/b', false],
    ['/p/**/a/b', '/p/a/a/b', true],
    ['/p/**.log', '/p/0.log', true],
    ['/p/**.log', '/p/a/0.log', false],
    ['/p/{a,b}*/0.log', '/p/b1/0.log', true],
    ['/p/{1..3}.log', '/p/2.log', true],
    ['/p/[a-c].log', '/p/b.log', true],
    ['/p/[!a-c].log', '/p/b.log', false],
    ['/p/[[:alpha:]].log', '/p/b.log', true],
    ['/p/@(a|b).log', '/p/b.log', true],
    ['/p/!(a).log', '/p/a.log', false],
    ['/p/!a', '/p/!a', true],
    ['/p/?.log', '/p/ab.log', false],
    ['/p/*.log', '/p/.hidden.log', false],
    ['/p/**/*.log', '/p/.git/0.log', false],
    ['/p/.*.log', '/p/.hidden.log', true],
    ['/p/app (1).log', '/p/app (1).log', true],
    ['/p/\\*.log', '/p/*.log', true],
    ['/p/\\*.log', '/p/a.log', false],
    ['/p/[.log', '/p/[.log', true],
    ['logs/*', '/srv/logs/a', true],
  ];
  for (const [glob, path, isMatch] of rows) {
    it(`${glob} ${isMatch ? 'matches' : 'does not match'} ${path}`, () => {
      assert.equal(
        parseGlob(glob, '/srv').some((each) => matchesGlob(each, path)),
        isMatch,
      );
    });
  }
});

describe('the levels of a glob', () => {
  const { first } = parseGlob('/p/**/*.log', '/')[0]!;

  it('with ** include real folders and not links to folders', () => {
    assert.deepEqual(levelsWithin([first], 'a', true), [first]);
    assert.deepEqual(levelsWithin([first], 'a', false), []);
  });

  it('with * include links to folders, too', () => {
    const { first: star } = parseGlob('/p/*/*.log', '/')[0]!;
    assert.deepEqual(levelsWithin([star], 'a', false), [star.next]);
  });

  it('end after the last one', () => {
    const { first: last } = parseGlob('/p/*.log', '/')[0]!;
    assert.deepEqual(levelsWithin([last], 'a.log', true), []);
    assert.equal(matchesFile([last], 'a.log'), true);
  });

  it('do not become more with the depth', () => {
    let levels = [parseGlob('/p/**/a/**/a/**/*.log', '/')[0]!.first];
    for (let depth = 0; depth < 50; depth++) levels = levelsWithin(levels, 'a', true);
    assert.equal(levels.length, 3);
  });
});

describe('braces', () => {
  const rows: readonly (readonly [glob: string, expanded: readonly string[]])[] = [
    ['/a/{b,c}/d', ['/a/{b,c}/d']],
    ['/a/{b/x,c}/d', ['/a/b/x/d', '/a/c/d']],
    ['/a/{b/{x,y},c}/d', ['/a/b/{x,y}/d', '/a/c/d']],
    ['/a/{b/{x/1,y},c}', ['/a/b/x/1', '/a/b/y', '/a/c']],
    ['/{a/b,c}/{d/e,f}', ['/a/b/d/e', '/a/b/f', '/c/d/e', '/c/f']],
    ['/{a,b}/{c/d,e}', ['/{a,b}/c/d', '/{a,b}/e']],
    ['/a/{b/c}/d', ['/a/{b/c}/d']],
    ['/a/{b/c,d', ['/a/{b/c,d']],
    ['/a/b/c,d}', ['/a/b/c,d}']],
    ['/a/\\{b/c,d}', ['/a/\\{b/c,d}']],
    ['/a/{b/c\\,d,e}', ['/a/b/c\\,d', '/a/e']],
    ['', ['']],
  ];
  for (const [glob, expanded] of rows) {
    it(`in ${JSON.stringify(glob)} make ${expanded.length}`, () => assert.deepEqual(expandBraces(glob), expanded));
  }
});
