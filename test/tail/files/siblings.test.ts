import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { countMissing, listSiblings, orderSiblings } from '../../../src/tail/files/siblings.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const ID = 'c'.repeat(64);

interface Case {
  readonly name: string;
  readonly live: string;
  /** All in the folder, which lists them in any order. */
  readonly folder: readonly string[];
  readonly oldestFirst: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'Docker’s by number, the highest first (2: unread siblings oldest first, then the live file)',
    live: `${ID}-json.log`,
    folder: [`${ID}-json.log`, `${ID}-json.log.1`, `${ID}-json.log.2`, 'config.v2.json', 'hostconfig.json', 'mounts'],
    oldestFirst: [`${ID}-json.log.2`, `${ID}-json.log.1`, `${ID}-json.log`],
  },
  {
    name: 'numbers as numbers, not as text',
    live: 'a.log',
    folder: ['a.log', 'a.log.1', 'a.log.10.gz', 'a.log.2.gz', 'a.log.9.gz'],
    oldestFirst: ['a.log.10.gz', 'a.log.9.gz', 'a.log.2.gz', 'a.log.1', 'a.log'],
  },
  {
    name: 'a plain file, not the .gz that dockerd makes of it (3: the backlog is gzipped before it is read)',
    live: 'a-json.log',
    folder: ['a-json.log', 'a-json.log.1', 'a-json.log.1.gz', 'a-json.log.2.gz'],
    oldestFirst: ['a-json.log.2.gz', 'a-json.log.1', 'a-json.log'],
  },
  {
    name: 'the kubelet’s by time, the earliest first (14: rotated while the agent was down)',
    live: '0.log',
    folder: ['0.log', '0.log.20231106-160812', '0.log.20231106-160802.gz', '0.log.20221231-235959.gz'],
    oldestFirst: ['0.log.20221231-235959.gz', '0.log.20231106-160802.gz', '0.log.20231106-160812', '0.log'],
  },
  {
    name: 'logrotate’s by seconds, also behind a date',
    live: 'app.log',
    folder: ['app.log', 'app.log-20261130-1796040502', 'app.log-20261130-1796040501.gz', 'app.log-1796040500'],
    oldestFirst: ['app.log-1796040500', 'app.log-20261130-1796040501.gz', 'app.log-20261130-1796040502', 'app.log'],
  },
  {
    name: 'a plain file, not the .zst that logrotate makes of it',
    live: 'app.log',
    folder: ['app.log', 'app.log.1', 'app.log.1.zst', 'app.log.2.zst', 'app.log.3.gz'],
    oldestFirst: ['app.log.3.gz', 'app.log.2.zst', 'app.log.1', 'app.log'],
  },
  {
    name: 'nothing of the kubelet’s compression that is not over',
    live: '0.log',
    folder: ['0.log', '0.log.20231106-160812', '0.log.20231106-160812.gz', '0.log.20231106-160812.tmp'],
    oldestFirst: ['0.log.20231106-160812', '0.log'],
  },
  {
    name: 'no other run’s of the container',
    live: '0.log',
    folder: ['0.log', '1.log', '10.log', '10.log.20231106-160812', '1.log.1', '00.log', '0.log.20231106-160812.gz'],
    oldestFirst: ['0.log.20231106-160812.gz', '0.log'],
  },
  {
    name: 'those of a run of two digits',
    live: '10.log',
    folder: ['0.log', '0.log.20231106-160812', '10.log', '10.log.20231106-160913'],
    oldestFirst: ['10.log.20231106-160913', '10.log'],
  },
  {
    name: 'logrotate’s with dates',
    live: 'app.log',
    folder: ['app.log', 'app.log-20231106', 'app.log-20231105.gz', 'app.log-2023110', 'app.log-20231305'],
    oldestFirst: ['app.log-20231105.gz', 'app.log-20231106', 'app.log'],
  },
  {
    name: 'those with dates to be read by people, and with hours',
    live: 'app.log',
    folder: ['app.log', 'app.log.2023-11-06', 'app.log.2023-11-05.gz', 'app.log.2023-11-06T16', 'app.log.2023-11-0'],
    oldestFirst: ['app.log.2023-11-05.gz', 'app.log.2023-11-06', 'app.log.2023-11-06T16', 'app.log'],
  },
  {
    name: 'a date without dashes as a date, not as a number',
    live: 'app.log',
    folder: ['app.log', 'app.log.20231106', 'app.log.20231107'],
    oldestFirst: ['app.log.20231106', 'app.log.20231107', 'app.log'],
  },
  {
    name: 'numbers before dates, where the rotation was set up anew',
    live: 'app.log',
    folder: ['app.log', 'app.log-20231106', 'app.log.1', 'app.log.2.gz'],
    oldestFirst: ['app.log.2.gz', 'app.log.1', 'app.log-20231106', 'app.log'],
  },
  {
    name: 'the first rotated file that is numbered 0',
    live: 'app.log',
    folder: ['app.log', 'app.log.0', 'app.log.1'],
    oldestFirst: ['app.log.1', 'app.log.0', 'app.log'],
  },
  {
    name: 'the rotated ones alone, while the live one is not there',
    live: 'a.log',
    folder: ['a.log.1', 'a.log.2'],
    oldestFirst: ['a.log.2', 'a.log.1'],
  },
  {
    name: 'none with another ending, or with the live name’s dot as any character',
    live: 'a.log',
    folder: ['a.log', 'a.log.bak', 'a.log.1.xz', 'a.log.01', 'a.log.1.tmp', 'a.log.gz', 'a.log.', 'a.log1', 'aXlog.1'],
    oldestFirst: ['a.log'],
  },
  { name: 'none in an empty folder', live: 'a.log', folder: [], oldestFirst: [] },
];

describe('the physical files of one log', () => {
  for (const { name, live, folder, oldestFirst } of CASES) {
    it(`are ${name}`, () => {
      assert.deepEqual(orderSiblings(live, folder), oldestFirst);
      assert.deepEqual(orderSiblings(live, folder.toReversed()), oldestFirst);
    });
  }

  it('are listed by their paths', (t) => {
    const folder = temporaryFolder(t);
    for (const name of ['0.log', '0.log.20231106-160812.gz', '1.log']) fs.writeFileSync(path.join(folder, name), '');
    assert.deepEqual(listSiblings(path.join(folder, '0.log')), [
      path.join(folder, '0.log.20231106-160812.gz'),
      path.join(folder, '0.log'),
    ]);
  });

  it('are none if the folder is missing, or is not a folder', (t) => {
    const folder = temporaryFolder(t);
    fs.writeFileSync(path.join(folder, 'file'), '');
    assert.deepEqual(listSiblings(path.join(folder, 'gone', '0.log')), []);
    assert.deepEqual(listSiblings(path.join(folder, 'file', '0.log')), []);
  });

  it('are not assumed to be none if the folder cannot be listed for lack of descriptors', (t) => {
    t.mock.method(fs, 'readdirSync', () => {
      throw Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
    });
    assert.throws(() => listSiblings('/var/log/pods/a/b/0.log'), { code: 'EMFILE' });
  });
});

describe('the number of files that are missing before each', () => {
  const cases: readonly (readonly [what: string, names: readonly string[], missing: readonly number[]])[] = [
    ['is none where their numbers follow each other', ['a.log.3.gz', 'a.log.2.gz', 'a.log.1', 'a.log'], [0, 0, 0, 0]],
    ['is what their numbers leave out', ['a.log.5', 'a.log.2', 'a.log.1'], [0, 2, 0]],
    ['is what they leave out before the live one', ['a.log.3', 'a.log'], [0, 2]],
    ['is not known of the oldest', ['a.log.3'], [0]],
    ['nor where they have times', ['a.log.1', 'a.log.20260101-000001', 'a.log'], [0, 0, 0]],
    ['is none where they begin at 0', ['a.log.1', 'a.log.0', 'a.log'], [0, 0, 0]],
  ];
  for (const [what, names, missing] of cases) it(what, () => assert.deepEqual(countMissing('a.log', names), missing));
});
