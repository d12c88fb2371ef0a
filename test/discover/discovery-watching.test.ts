import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { createDiscoveryRoom } from './discovery-room.js';
import { remove, touch } from './files.js';

const POD_GLOB = 'pods/*/*/*.log';

describe('discovery with watches, without sweeps', () => {
  it('finds pods, containers and restarts as they appear, and drops them when they disappear', async (t) => {
    const room = createDiscoveryRoom(t, { include: [POD_GLOB], isWatching: true });
    touch(room.folder, 'pods/a/c/0.log');
    room.discovery.start();
    const steps: readonly string[] = ['pods/b/c/0.log', 'pods/a/d/0.log', 'pods/a/c/1.log', 'pods/x/y/z.log'];
    for (const file of steps) {
      touch(room.folder, file);
      await room.until(() => room.present().includes(file));
    }
    for (const gone of ['pods/b', 'pods/a/d', 'pods/a/c/1.log']) {
      remove(room.folder, gone);
      await room.until(() => !room.present().some((file) => file.startsWith(gone)));
    }
    assert.deepEqual(room.present(), ['pods/a/c/0.log', 'pods/x/y/z.log']);
  });

  it('notices a root that appears level by level, disappears and appears again', async (t) => {
    const room = createDiscoveryRoom(t, { include: ['var/log/pods/*/*/*.log'], isWatching: true });
    room.discovery.start();
    for (let round = 0; round < 3; round++) {
      for (const folder of ['var', 'var/log', 'var/log/pods']) fs.mkdirSync(path.join(room.folder, folder));
      touch(room.folder, 'var/log/pods/a/c/0.log');
      await room.until(() => room.present().length === 1);
      remove(room.folder, 'var');
      await room.until(() => room.present().length === 0);
    }
  });

  it('continues in a folder that was removed and created again with the same name', async (t) => {
    const room = createDiscoveryRoom(t, { include: [POD_GLOB], isWatching: true });
    touch(room.folder, 'pods/a/c/0.log');
    room.discovery.start();
    for (let round = 1; round <= 5; round++) {
      remove(room.folder, 'pods/a');
      touch(room.folder, `pods/a/c/${round}.log`);
      await room.until(() => room.present().join() === `pods/a/c/${round}.log`);
      touch(room.folder, `pods/a/c/late-${round}.log`);
      await room.until(() => room.present().includes(`pods/a/c/late-${round}.log`));
      remove(room.folder, `pods/a/c/late-${round}.log`);
      await room.until(() => room.present().length === 1);
    }
  });
});
