import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadRests, removeRest, restsFolder, type SavedRest, saveRest } from '../../src/checkpoint/saved-rests.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { positionOf } from './positions.js';

const REST = {
  target: '/var/log/pods/a_b_c/web/0.log',
  deletedAt: 5,
  isLeft: false,
  order: 1,
  position: positionOf(),
  extension: '.log',
};

const write =
  (text: string) =>
  (descriptor: number): void => {
    fs.writeSync(descriptor, text, 8);
  };

describe('the saved remainders of deleted files in the state folder', () => {
  it('are available to the next process, in order of deletion if no order was saved, for the owner only', (t) => {
    const folder = temporaryFolder(t);
    assert.deepEqual(loadRests(folder), { rests: [], bad: [], leftovers: [] });
    saveRest(folder, { ...REST, deletedAt: 7, extension: '.gz' }, write('second'));
    saveRest(folder, REST, write('first'));
    const { rests, bad, leftovers } = loadRests(folder);
    assert.deepEqual([bad, leftovers], [[], []]);
    assert.deepEqual(
      rests.map(({ copy, target, deletedAt, position }) => ({
        text: fs.readFileSync(copy, 'utf8'),
        target,
        deletedAt,
        position,
      })),
      [
        { text: '\0\0\0\0\0\0\0\0first', target: REST.target, deletedAt: 5, position: REST.position },
        { text: '\0\0\0\0\0\0\0\0second', target: REST.target, deletedAt: 7, position: REST.position },
      ],
    );
    assert.deepEqual(
      rests.map(({ copy }) => path.extname(copy)),
      ['.log', '.gz'],
    );
    assert.equal(fs.statSync(restsFolder(folder)).mode & 0o777, 0o700);
    for (const { copy } of rests) assert.equal(fs.statSync(copy).mode & 0o777, 0o600);
    for (const rest of rests) removeRest(rest);
    assert.deepEqual(fs.readdirSync(restsFolder(folder)), []);
  });

  it('keep the order in which they were saved, for any directory order and deletion times', (t) => {
    const folder = temporaryFolder(t);
    const orders = Array.from({ length: 20 }, (_, index) => index + 1);
    for (const order of orders) saveRest(folder, { ...REST, deletedAt: order % 3, order }, write(String(order)));
    assert.deepEqual(
      loadRests(folder).rests.map(({ order }) => order),
      orders,
    );
  });

  it('leave no file behind on a full disk', (t) => {
    const folder = temporaryFolder(t);
    const fails = (): void => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    assert.throws(() => saveRest(folder, REST, fails), /no space left/);
    assert.deepEqual(fs.readdirSync(restsFolder(folder)), []);
  });

  it('exist completely or not at all if podtail is killed while it saves or removes one', (t) => {
    const folder = temporaryFolder(t);
    saveRest(folder, REST, write('text'));
    const [{ copy }] = loadRests(folder).rests as unknown as [SavedRest];
    const about = copy.replace(/\.log$/, '.json');
    // Killed before the copy got its name, with the description and without.
    fs.renameSync(copy, `${copy}.tmp`);
    assert.deepEqual(loadRests(folder), { rests: [], bad: [], leftovers: [`${copy}.tmp`, about] });
    fs.rmSync(about);
    assert.deepEqual(loadRests(folder), { rests: [], bad: [], leftovers: [`${copy}.tmp`] });
  });

  it('are recognised when they are damaged', (t) => {
    const folder = temporaryFolder(t);
    saveRest(folder, REST, write('one'));
    saveRest(folder, REST, write('two'));
    const [{ copy: one }, { copy: two }] = loadRests(folder).rests as unknown as [SavedRest, SavedRest];
    const [aboutOne, aboutTwo] = [one, two].map((copy) => copy.replace(/\.log$/, '.json')) as [string, string];
    const good = fs.readFileSync(aboutOne, 'utf8');
    for (const [text, reason] of [
      ['{', /JSON/],
      ['[]', /not a JSON object/],
      [good.replace('"version":1', '"version":2'), /its version is 2/],
      [good.replace(path.basename(one), '../positions.json'), /copy is not a name/],
      [good.replace('"offset":100', '"offset":-1'), /offset is -1/],
    ] as const) {
      fs.writeFileSync(aboutOne, text);
      const { rests, bad } = loadRests(folder);
      assert.deepEqual(
        rests.map(({ copy }) => copy),
        [two],
      );
      assert.deepEqual(bad.map(({ file }) => file).sort(), [aboutOne, one].sort());
      assert.match(bad.find(({ file }) => file === aboutOne)!.reason, reason);
    }
    fs.rmSync(aboutOne);
    fs.rmSync(one);
    fs.rmSync(aboutTwo);
    assert.match(loadRests(folder).bad[0]!.reason, /no description/);
  });
});
