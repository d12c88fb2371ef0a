import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type ConfigSources, loadConfig } from '../../src/config/load.js';
import { memoryFault, ownMemoryLimit } from '../../src/config/memory-limit.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const MIB = 2 ** 20;

function fileOf(t: TestContext, yaml: string): string {
  const file = path.join(temporaryFolder(t), 'podtail.yaml');
  fs.writeFileSync(file, yaml);
  return file;
}

async function load(sources: ConfigSources) {
  const result = await loadConfig(sources);
  return result.ok ? result : assert.fail(JSON.stringify(result.problems));
}

describe('limits.memory, in a control group', () => {
  const defaults: readonly (readonly [memoryLimit: number, memory: number])[] = [
    [Number.POSITIVE_INFINITY, 64],
    [1024 * MIB, 64],
    [192 * MIB, 64],
    [128 * MIB, 42],
    [64 * MIB, 21],
    [10 * MIB, 8],
  ];
  for (const [memoryLimit, memory] of defaults) {
    it(`is ${memory} MiB by default if the group may use ${memoryLimit / MIB} MiB`, async () => {
      assert.equal((await load({ memoryLimit })).config.limits.memory, memory * MIB);
    });
  }

  it('is what the configuration sets; a large value causes a warning', async (t) => {
    const { config, warnings } = await load({ file: fileOf(t, 'limits: { memory: 96MiB }'), memoryLimit: 128 * MIB });
    assert.equal(config.limits.memory, 96 * MIB);
    assert.match(
      warnings.map(({ message }) => message).join(),
      /limits\.memory is 96MiB, and podtail may use 128MiB in all .*: the kernel may kill it/,
    );
  });

  it('is the usual default if long lines need more than a third', async (t) => {
    const { config } = await load({ file: fileOf(t, 'limits: { maxLineBytes: 8MiB }'), memoryLimit: 128 * MIB });
    assert.equal(config.limits.memory, 64 * MIB);
  });

  it('is refused by podtail check if it is all of the memory of the group', () => {
    assert.equal(memoryFault(128 * MIB, 128 * MIB)?.kind, 'refused');
    assert.equal(memoryFault(127 * MIB, 128 * MIB)?.kind, 'doubtful');
    assert.equal(memoryFault(64 * MIB, 128 * MIB), undefined);
    assert.equal(memoryFault(64 * MIB, undefined), undefined);
  });

  it('is unlimited if the system reports 0, or a number that means unlimited', () => {
    assert.equal(ownMemoryLimit(0), undefined);
    assert.equal(ownMemoryLimit(2 ** 64), undefined);
    assert.equal(ownMemoryLimit(2 ** 63 - 4096), undefined);
    assert.equal(ownMemoryLimit(128 * MIB), 128 * MIB);
  });
});
