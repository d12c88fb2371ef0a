import assert from 'node:assert/strict';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type PodtailProcess, startPodtail } from '../support/podtail-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';

interface LastLine {
  readonly missedRotations: number;
  readonly abandonedBytes: number;
}

for (const [what, change, said, missed] of [
  [
    'was deleted and made anew',
    (file: string) => {
      // Made before the other one is deleted, it has another inode.
      writeFileSync(`${file}.new`, 'three\n');
      rmSync(file);
      renameSync(`${file}.new`, file);
    },
    /the file that was read up to byte 8 was deleted while podtail was down/,
    1,
  ],
  [
    'was overwritten',
    (file: string) => writeFileSync(file, 'three\n'),
    /is another file than the one that was read/,
    1,
  ],
  [
    'was rotated, and can be read on',
    (file: string) => {
      renameSync(file, `${file}.1`);
      writeFileSync(file, 'three\n');
    },
    undefined,
    0,
  ],
] as const) {
  test(`a file that ${what} while podtail was down ${missed === 0 ? 'is not a loss' : 'is counted and logged once, though all of it was read'}`, async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'app.log');
    const once = async (): Promise<PodtailProcess> => {
      const podtail = startPodtail(['--once', '--include', file, '--state-dir', join(folder, 'state')], { test: t });
      assert.deepEqual(await podtail.exit(), { code: 0, signal: null });
      return podtail;
    };
    writeFileSync(file, 'one\ntwo\n');
    await once();
    change(file);
    const second = await once();
    assert.deepEqual(
      second.seen.map(({ message }) => message),
      ['three'],
    );
    const warnings = second.log.filter((line) => line.includes('"level":"warn"'));
    assert.equal(warnings.length, missed, warnings.join('\n'));
    if (said !== undefined) assert.match(warnings[0]!, said);
    const { missedRotations, abandonedBytes } = JSON.parse(second.log.at(-1)!) as LastLine;
    assert.deepEqual({ missedRotations, abandonedBytes }, { missedRotations: missed, abandonedBytes: 0 });
  });
}

for (const [what, rotate] of [
  ['with nothing behind it', (file: string) => rmSync(file)],
  [
    'with a new file behind it',
    (file: string, newFile: string) => {
      renameSync(file, `${file}.1`);
      renameSync(newFile, file);
      rmSync(`${file}.1`);
    },
  ],
] as const) {
  test(`a delivered file that was deleted just before podtail stopped is not a loss (${what})`, async (t) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'app.log');
    const args = ['--include', file, '--state-dir', join(folder, 'state')];
    // Made before the other one is deleted, it has another inode.
    const newFile = `${file}.new`;
    writeFileSync(file, 'one\ntwo\n');
    writeFileSync(newFile, 'three\n');
    const first = startPodtail(args, { test: t });
    await first.records(2);
    first.signal('SIGSTOP');
    first.signal('SIGTERM');
    rotate(file, newFile);
    first.signal('SIGCONT');
    assert.deepEqual(await first.exit(), { code: 0, signal: null });
    if (existsSync(newFile)) renameSync(newFile, file);
    const second = startPodtail(['--once', ...args], { test: t });
    assert.deepEqual(await second.exit(), { code: 0, signal: null });
    assert.deepEqual(
      [...first.seen, ...second.seen].map(({ message }) => message),
      ['one', 'two', 'three'],
    );
    const { missedRotations, abandonedBytes } = JSON.parse(second.log.at(-1)!) as LastLine;
    assert.deepEqual(
      { missedRotations, abandonedBytes },
      { missedRotations: 0, abandonedBytes: 0 },
      second.log.join('\n'),
    );
  });
}
