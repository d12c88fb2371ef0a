import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type ReceivedRequest, startFakeHttpServer } from '../support/fake-http-server.js';
import { repositoryRoot } from '../support/repository.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { install, run, runLater } from './project.js';

const SECRET = 'a-secret';
const RUN = `import { createConfig, createPipeline, createStructuredLog } from 'podtail';
const result = createConfig({ include: [process.argv[2]], once: true });
if (!result.ok) throw new Error();
const pipeline = createPipeline(result.config, { sinks: [sink], diagnostics: createStructuredLog({ level: 'warn' }) });
await pipeline.run();
console.log(pipeline.counters.delivered);
`;

/** A project with an example, and a program that ships a file of two lines by it. */
function project(t: TestContext, example: string, program: string): { folder: string; log: string } {
  const folder = temporaryFolder(t);
  install(folder, ['aws4fetch']);
  copyFileSync(join(repositoryRoot, 'examples/library', example), join(folder, example));
  writeFileSync(join(folder, 'main.ts'), `${program}${RUN}`);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const compilerOptions = {
    ...{ target: 'ES2023', module: 'NodeNext', types: ['node'], lib: ['ES2023', 'DOM'], strict: true },
    ...{ exactOptionalPropertyTypes: true, skipLibCheck: true },
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  run(folder, process.execPath, [join(repositoryRoot, 'node_modules/typescript/bin/tsc')]);
  const log = join(folder, 'app.log');
  writeFileSync(log, 'one\ntwo\n');
  return { folder, log };
}

test('the example sink for S3 stores a batch under the hour and the id of its first record, signed', async (t) => {
  const server = await startFakeHttpServer(t, { answer: (request) => ({ status: isSigned(request) ? 200 : 403 }) });
  const options = { bucket: server.url, region: 'eu-west-1', accessKeyId: 'AKID', secretAccessKey: SECRET };
  const program = `import { s3Sink } from './s3-sink.js';\nconst sink = s3Sink(${JSON.stringify(options)});\n`;
  const { folder, log } = project(t, 's3-sink.ts', program);
  assert.equal(await runLater(folder, process.execPath, ['main.js', log]), '2\n');
  const [request] = server.requests;
  assert.equal(request?.method, 'PUT');
  assert.match(request?.path ?? '', /^\/\d{4}\/\d{2}\/\d{2}\/\d{2}\/[\w%-]+\.ndjson\.gz$/);
  const lines = gunzipSync(request!.body).toString().trim().split('\n');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { message: string }).message),
    ['one', 'two'],
  );
});

test('the example sink for Kafka sends each record as a message, with its log as key and with its id', async (t) => {
  const program = `import { kafkaSink } from './kafka-sink.js';
const sink = kafkaSink({
  connect: async () => {},
  disconnect: async () => {},
  send: async ({ topic, acks, messages }) => {
    for (const { key, value, headers } of messages) console.log(topic, acks, key.endsWith('app.log'), JSON.parse(value.toString()).message, headers.id !== undefined);
  },
}, 'logs');
`;
  const { folder, log } = project(t, 'kafka-sink.ts', program);
  const said = await runLater(folder, process.execPath, ['main.js', log]);
  assert.equal(said, 'logs -1 true one true\nlogs -1 true two true\n2\n');
});

/** Whether the request has the signature of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function isSigned({ method, path, headers }: ReceivedRequest): boolean {
  const pattern = /^AWS4-HMAC-SHA256 Credential=AKID\/(\d{8})\/(.+), SignedHeaders=([\w;-]+), Signature=(\w{64})$/;
  const [, date = '', scope = '', signed = '', signature] = pattern.exec(headers.authorization ?? '') ?? [];
  const names = signed.split(';');
  const request = [
    ...[method, path, ''],
    ...names.map((name) => `${name}:${String(headers[name])}`),
    ...['', signed, String(headers['x-amz-content-sha256'])],
  ].join('\n');
  const digest = createHash('sha256').update(request).digest('hex');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], `${date}/${scope}`, digest].join('\n');
  const sign = (key: string | Buffer, value: string): Buffer => createHmac('sha256', key).update(value).digest();
  const key = [date, ...scope.split('/')].reduce<string | Buffer>(sign, `AWS4${SECRET}`);
  return (
    names.includes('host') && scope === 'eu-west-1/s3/aws4_request' && sign(key, text).toString('hex') === signature
  );
}
