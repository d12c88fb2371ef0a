import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Container } from '../support/container.js';
import { createNode } from '../support/node.js';
import type { Pod } from '../support/pod.js';
import { createSeededRandom } from '../support/seeded-random.js';
import { createDiscoveryRoom, type DiscoveryRoom } from './discovery-room.js';

const SEED = Date.now() % 2 ** 32;
const STEPS = 400;

/** Few, so that a folder comes again under the name of one that went. */
const POD_NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const UID = '0'.repeat(32);

interface Churn {
  readonly room: DiscoveryRoom;
  /** Makes one change on disk. */
  step(): void;
}

/** Pods, containers and restarts that come and continue a node, at random. */
function createChurn(t: TestContext, isWatching: boolean): Churn {
  t.diagnostic(`seed ${SEED}`);
  const room = createDiscoveryRoom(t, { include: ['pods/*/*/*.log'], isWatching });
  const node = createNode(room.folder, { seed: SEED });
  const random = createSeededRandom(SEED);
  const pods = new Map<string, { readonly pod: Pod; readonly containers: Container[] }>();

  function addPod(name: string): void {
    const pod = node.pod({ namespace: 'default', pod: name, uid: UID });
    pods.set(name, { pod, containers: [] });
    addContainer(name);
  }

  function addContainer(name: string): void {
    const { pod, containers } = pods.get(name)!;
    const container = pod.container(`c${containers.length}`, { runtime: random.pick(['docker', 'cri']) });
    container.start();
    container.lines(2);
    containers.push(container);
  }

  function removePod(name: string): void {
    pods.get(name)!.pod.remove();
    pods.delete(name);
  }

  function step(): void {
    const name = random.pick(POD_NAMES);
    const known = pods.get(name);
    const choice = random.below(8);
    if (known === undefined) addPod(name);
    else if (choice < 2) addContainer(name);
    else if (choice < 5) random.pick(known.containers).restart();
    else if (choice < 6) random.pick(known.containers).rotate();
    else removePod(name);
  }
  return { room, step };
}

function logsOnDisk({ folder }: DiscoveryRoom): string[] {
  const files = fs.readdirSync(path.join(folder, 'pods'), { recursive: true }) as string[];
  return files
    .filter((file) => file.endsWith('.log'))
    .map((file) => `pods/${file}`)
    .sort();
}

describe('after random changes of pods, containers and restarts', () => {
  it('a sweep finds exactly the logs on disk', (t) => {
    const { room, step } = createChurn(t, false);
    room.discovery.start();
    for (let count = 1; count <= STEPS; count++) {
      step();
      if (count % 7 !== 0) continue;
      room.discovery.sweep();
      assert.deepEqual(room.present(), logsOnDisk(room));
    }
    assert.deepEqual(room.diagnostics.said, []);
  });

  it('watches alone find exactly the logs on disk in the end', async (t) => {
    const { room, step } = createChurn(t, true);
    room.discovery.start();
    for (let count = 1; count <= STEPS; count++) {
      step();
      // Events come between the steps now and then, and pile up in between.
      if (count % 5 === 0) await new Promise(setImmediate);
      if (count % 50 === 0) await room.until(() => String(room.present()) === String(logsOnDisk(room)));
    }
    await room.until(() => String(room.present()) === String(logsOnDisk(room)));
    assert.deepEqual(room.diagnostics.said, []);
  });
});
