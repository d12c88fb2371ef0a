import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLokiEncoder } from '../../src/encode/loki/loki-encoder.js';
import { createLokiPayloads } from '../../src/encode/loki/loki-payloads.js';
import { createOtlpEncoder } from '../../src/encode/otlp/otlp-encoder.js';
import { otlpJson } from '../../src/encode/otlp/otlp-payload.js';
import type { LogSource } from '../../src/record/log-source.js';
import type { Payload } from '../../src/record/payload.js';
import { recordId, selectRecords } from '../../src/record/payload-records.js';
import type { Sink } from '../../src/record/sink.js';
import { createLokiSink } from '../../src/sinks/loki/loki-sink.js';
import { createOtlpSink } from '../../src/sinks/otlp/otlp-sink.js';
import { CONTAINER_SOURCE, decodeRecords } from '../support/decode-bytes.js';
import { encodeFile } from '../support/encode-file.js';
import { readFixture } from '../support/fixture.js';
import { HTTP_OPTIONS, NEVER } from '../support/http-options.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { startCollector } from './collector/collector.js';
import { collectorBuild } from './collector/collector-build.js';
import { whyNoServer } from './servers/server-build.js';
import { skipWithout } from './skip-without.js';

const SOURCE: LogSource = { ...CONTAINER_SOURCE, containerId: 'c73e'.repeat(16) };
const { uid } = CONTAINER_SOURCE.metadata;
const LABEL = 'a "quoted" \\ value\n\t\u0001\u200b é 中 😀';
const FILES = ['docker/emit-json.log', 'docker/emit-attrs-json.log', 'cri/conmon.log'];
/** What the runtimes have written, one after the other, and then lines that are no runtime's. */
const LOG = Buffer.concat([...FILES.map(readFixture), Buffer.from([0x80, 0x22, 0x0a, 0x00, 0x41])]);
const EXPECTED = decodeRecords(LOG, { source: SOURCE });

/** The nanoseconds of a time in UTC, as the runtimes print it. */
function nanosecondsOf(time: string): bigint {
  const [, seconds, fraction = ''] = /^([^.Z+]+)(?:\.(\d+))?(?:Z|\+00:00)$/.exec(time)!;
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function marksOf(record: (typeof EXPECTED)[number]): string[] {
  return (['partial', 'truncated', 'malformed'] as const).filter((mark) => record[mark]);
}

test('a real collector decodes', async (t) => {
  if (skipWithout(t, whyNoServer(collectorBuild))) return;
  const collector = await startCollector();
  t.after(() => collector.stop());

  for (const encoding of ['protobuf', 'json'] as const) {
    await t.test(`every record of real logs that is pushed as to Loki in ${encoding}`, async () => {
      const encoder = createLokiEncoder({
        labels: { team: 'shop' },
        node: 'n1',
        labelTemplates: { namespace: '${namespace}', pod: '${pod}', stream: '${stream}', odd: LABEL },
        structuredMetadata: true,
        maxLineBytes: 256 * 1024,
      });
      const options = { ...HTTP_OPTIONS, name: 'loki', url: collector.loki.url, encoding, compression: { gzip: 3 } };
      const sink = createLokiSink(options, { ...createLokiPayloads('late'), exampleTenant: undefined });
      assert.equal((await sink.probe!(NEVER)).ok, true);
      const before = collector.loki.records.length;
      await sendWhole(sink, encodeFile(LOG, SOURCE, encoder));
      await sink.close();
      const records = collector.loki.records.slice(before);
      const own = { namespace: 'default', pod: 'web-0', odd: LABEL, uid, container: 'nginx', restart: '0' };
      assert.equal(records.length, EXPECTED.length);
      // Each stream is kept in order; between streams there is none.
      for (const stream of ['stdout', 'stderr', undefined]) {
        assert.deepEqual(
          records
            .filter(({ attributes }) => attributes.stream === stream)
            // Of lines with the same time and text all but the first bear their offset.
            .map(({ time, body, attributes: { offset: _, ...attributes } }) => ({ time, body, attributes })),
          EXPECTED.filter((record) => record.stream === stream).map((record) => ({
            time: nanosecondsOf(record.time),
            body: record.message,
            attributes: {
              ...own,
              container_id: SOURCE.containerId,
              node: 'n1',
              team: 'shop',
              ...(stream === undefined ? {} : { stream }),
              ...Object.fromEntries(marksOf(record).map((mark) => [mark, 'true'])),
            },
          })),
        );
      }
    });

    await t.test(`every record of real logs that is exported by OTLP in ${encoding}`, async () => {
      const encoder = createOtlpEncoder({ labels: { odd: LABEL }, node: 'n1', version: '1.2.3' });
      const options = { ...HTTP_OPTIONS, name: 'otlp', url: collector.otlp.url, encoding, compression: { gzip: 3 } };
      const sink = createOtlpSink(options, otlpJson, createSpokenDiagnostics());
      assert.equal((await sink.probe!(NEVER)).ok, true);
      const before = collector.otlp.records.length;
      const payload = encodeFile(LOG, SOURCE, encoder);
      assert.deepEqual(await sink.send(payload, NEVER), { kind: 'delivered' });
      await sink.close();
      const records = collector.otlp.records.slice(before);
      assert.deepEqual(
        records.map(({ observedTime, ...record }) => record),
        EXPECTED.map((record, index) => ({
          time: nanosecondsOf(record.time),
          body: record.message,
          attributes: {
            ...(record.stream === undefined ? {} : { 'log.iostream': record.stream }),
            'log.record.uid': recordId(payload, index),
            ...Object.fromEntries(marksOf(record).map((mark) => [`podtail.${mark}`, true])),
          },
          resource: {
            odd: LABEL,
            'k8s.namespace.name': 'default',
            'k8s.pod.name': 'web-0',
            'k8s.pod.uid': uid,
            'k8s.container.name': 'nginx',
            'k8s.container.restart_count': 0n,
            'container.id': SOURCE.containerId,
            'k8s.node.name': 'n1',
          },
          scope: 'podtail',
          severityNumber: 0,
          severityText: '',
        })),
      );
    });
  }
});

/** Sends a payload as the delivery does: what a push did not have is sent next. */
async function sendWhole(sink: Sink, payload: Payload): Promise<void> {
  let rest = payload;
  while (true) {
    const outcome = await sink.send(rest, NEVER);
    if (outcome.kind === 'delivered') return;
    assert.ok(outcome.kind === 'partial', outcome.kind);
    assert.deepEqual(outcome.rejected, []);
    rest = selectRecords(rest, outcome.again);
  }
}
