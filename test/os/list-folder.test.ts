import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { listFolder } from '../../src/os/list-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('listing a folder', () => {
  for (const count of [3, 8_000]) {
    it(`stops after the most entries that are asked for, and says whether there are more (${count})`, (t) => {
      const folder = temporaryFolder(t);
      const name = 'n'.repeat(200);
      for (let index = 0; index < count; index++) fs.writeFileSync(path.join(folder, `${name}${index}`), '');
      const { readdirSync } = fs;
      let whole = 0;
      t.mock.method(fs, 'readdirSync', (...args: Parameters<typeof readdirSync>) => {
        whole++;
        return readdirSync(...args);
      });
      const list = (most: number): [number, boolean] => {
        const { entries, isCut } = listFolder(folder, most);
        return [new Set(entries.map(({ name }) => name)).size, isCut];
      };
      assert.deepEqual(list(count), [count, false]);
      assert.deepEqual(list(count - 1), [count - 1, true]);
      assert.equal(
        whole > 0,
        count === 3 || fs.statSync(folder).size < 256 * 1024,
        'a large folder is not read at once',
      );
    });
  }
});
