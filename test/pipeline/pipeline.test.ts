import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type Config, createConfig, createPipeline, type Pipeline } from '../../src/index.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A pipeline that follows one log with a line in it. */
function createRoom(t: TestContext): { pipeline: Pipeline; state: string } {
  const folder = temporaryFolder(t);
  const [file, state] = [path.join(folder, 'app.log'), path.join(folder, 'state')];
  fs.writeFileSync(file, 'one\n');
  const result = createConfig({ include: [file], stateDir: state, sinks: [{ type: 'null' }] });
  const config: Config = result.ok ? result.config : assert.fail(JSON.stringify(result.problems));
  return { pipeline: createPipeline(config, { diagnostics: createSpokenDiagnostics() }), state };
}

describe('a pipeline that is stopped', () => {
  it('before it runs reads nothing, and its run ends', async (t) => {
    const { pipeline } = createRoom(t);
    pipeline.stop();
    await pipeline.run();
    assert.equal(pipeline.counters.bytesRead, 0);
  });

  it('while it opens its state folder reads nothing, and releases the folder', async (t) => {
    const { pipeline, state } = createRoom(t);
    const running = pipeline.run();
    pipeline.stop();
    await running;
    assert.equal(pipeline.counters.bytesRead, 0);
    assert.ok(!fs.readdirSync(state).includes('lock'));
  });
});
