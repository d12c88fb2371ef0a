/* node own-sink.js FOLDER GLOB...: archives logs, a file of gzipped JSON lines a day. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createConfig, createPipeline, createStructuredLog, defineSink, formatProblem } from 'podtail';

const [folder = '.', ...include] = process.argv.slice(2);

const archive = defineSink({
  name: 'archive',
  lanes: 1,
  batch: { bytes: '4MiB', timeout: '5s' },
  async send({ body }) {
    const day = new Date().toISOString().slice(0, 10);
    await appendFile(join(folder, `${day}.ndjson.gz`), gzipSync(body));
    return { kind: 'delivered' };
  },
});

const result = createConfig({ include, stateDir: join(folder, 'state'), once: true });
if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
const pipeline = createPipeline(result.config, {
  sinks: [archive],
  diagnostics: createStructuredLog({ level: 'warn' }),
});
process.once('SIGTERM', () => pipeline.stop());
await pipeline.run();
console.log(`${pipeline.counters.delivered} records archived`);
