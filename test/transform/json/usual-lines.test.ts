import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConfig } from '../../../src/config/load.js';
import { createRowSplitter } from '../../../src/transform/json/split-rows.js';
import { decodeBytes } from '../../support/decode-bytes.js';
import { readPrograms } from '../../support/programs.js';
import { logOf } from '../../support/traces.js';

/** Loggers of the corpus whose lines are JSON objects. */
const JSON_LOGGERS = [
  ...['java/logstash', 'python/ecs', 'python/jsonlogger', 'node/bunyan', 'node/fastify'],
  ...['go/logrusjson', 'rust/json', 'servers/caddy'],
];

describe('lines of well-known JSON loggers', () => {
  const [entry] = settingsOf();
  for (const program of readPrograms().filter(({ name }) => JSON_LOGGERS.includes(name))) {
    it(`of ${program.name} are parsed by WebAssembly`, () => {
      const lines = program.lines.filter((line) => line.startsWith('{'));
      assert.ok(lines.length > 0);
      const splitter = createRowSplitter(entry!, new Set(['time', 'message', 'level', 'stream']))!;
      decodeBytes(logOf(lines, 'cri'), { onBlock: (block) => assert.deepEqual(splitter.split(block), []) });
    });
  }
});

function settingsOf() {
  const result = createConfig({ transforms: [{ json: { merge: true } }] });
  assert.ok(result.ok);
  return result.config.transforms.flatMap(({ json }) => (json === undefined ? [] : [json]));
}
