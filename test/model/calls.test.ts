import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { MemoryDisk } from './memory-disk.js';
import { installMemoryDisk, ROOT } from './memory-fs.js';
import { type SavedFiles, startModelledPodtail } from './modelled-podtail.js';
import { installVirtualTimers } from './virtual-timers.js';

const LIVE = `${ROOT}/log/0.log`;

/** The calls to the system of the look after a rotation, while so many rotated files are there, and of the sweep after it. */
function callsAtRotation(files: number): number {
  const disk = new MemoryDisk();
  const write = (name: string, text: string): void =>
    disk.append(disk.create(name), Buffer.from(`2026-11-06T16:08:12.000000000Z stdout F ${text}\n`));
  for (let file = 0; file < files; file++) write(`${LIVE}.20261106-16${String(1000 + file)}`, `rotated ${file}`);
  write(LIVE, 'live');
  const timers = installVirtualTimers((milliseconds) => {
    disk.now += BigInt(milliseconds) * 1_000_000n;
  });
  let calls = 0;
  const uninstall = installMemoryDisk(disk, () => {
    calls++;
  });
  let received = 0;
  let remembered: SavedFiles = new Map();
  const podtail = startModelledPodtail({
    ...{ paths: [LIVE], writtenByRuntime: true, readCapacity: 4096, partialTimeout: 1_000, remembered },
    ...{ diagnostics: createSpokenDiagnostics(), mostOpenFiles: 1_000, pause: () => true },
    now: () => timers.now,
    wallTime: () => Number(disk.now / 1_000_000n),
    onReceived: (records) => {
      received += records.length;
    },
    onSaved: (saved) => {
      remembered = saved;
    },
  });
  /** Reads all that is there, as after a sweep. */
  const readAll = (): void => {
    podtail.sweep();
    for (let turn = 0; turn < 3 * files; turn++) {
      timers.pass(10);
      timers.runTurns();
    }
    podtail.acknowledge(0);
  };
  try {
    podtail.find(LIVE, true);
    readAll();
    assert.equal(received, files + 1);
    calls = 0;
    disk.rename(LIVE, `${LIVE}.20261106-163000`);
    write(LIVE, 'next');
    readAll();
    assert.equal(received, files + 2);
    return calls;
  } finally {
    podtail.stop();
    uninstall();
    timers.uninstall();
  }
}

test('a look after a rotation asks the system in proportion to the number of rotated files, not to its square', () => {
  const [few, many] = [callsAtRotation(60), callsAtRotation(240)];
  assert.ok(many < 5 * few, `${few} calls for 60 files, ${many} for 240`);
});
