import { type TestContext, test } from 'node:test';
import { type Collector, type Intake, startCollector } from './collector/collector.js';
import { collectorBuild } from './collector/collector-build.js';
import { whyNoServer } from './servers/server-build.js';
import { assertStoredWhole, type StoredRecord } from './servers/stored-whole.js';
import { createTreeRoom, SMALL_REQUESTS, type TreeRoom } from './servers/tree-room.js';
import { skipWithout } from './skip-without.js';

/** Where podtail's Loki sink cuts lines by default. */
const LONGEST_OF_LOKI = 256 * 1024;

interface Protocol {
  readonly name: string;
  readonly sink: object;
  intake(collector: Collector): Intake;
  /** Bytes of a line. */
  readonly longest: number;
}

const PROTOCOLS: readonly Protocol[] = [
  ...['protobuf', 'json'].map((encoding) => ({
    name: `OTLP in ${encoding}`,
    sink: { type: 'otlp', encoding },
    intake: ({ otlp }: Collector) => otlp,
    longest: Number.POSITIVE_INFINITY,
  })),
  {
    name: "Loki's push",
    sink: { type: 'loki' },
    intake: ({ loki }) => loki,
    longest: LONGEST_OF_LOKI,
  },
];

function createRoom(t: TestContext, collector: Collector, { sink, intake }: Protocol, more: object): Promise<TreeRoom> {
  const { halt, start } = collector;
  const server = { url: intake(collector).url, halt, start };
  return createTreeRoom(t, server, (url) => ({ sinks: [{ ...sink, url, ...more }] }));
}

/** What came since there were so many records. */
function receivedSince(count: number, { records }: Intake): StoredRecord[] {
  return records.slice(count).map(({ time, body, resource, attributes }) => {
    const pod = resource['k8s.pod.name'] ?? attributes.pod;
    return { pod: String(pod), time, line: String(body) };
  });
}

test('a real OpenTelemetry Collector and a generated tree', async (t) => {
  if (skipWithout(t, whyNoServer(collectorBuild))) return;
  const collector = await startCollector();
  t.after(() => collector.stop());

  for (const protocol of PROTOCOLS) {
    const { name, intake, longest } = protocol;
    const expectedOf = ({ tree }: TreeRoom) =>
      tree.records.map((record) => ({ ...record, line: record.line.slice(0, longest) }));

    await t.test(`each line arrives once and with all nanoseconds by ${name}`, async (t) => {
      const before = intake(collector).records.length;
      const room = await createRoom(t, collector, protocol, {});
      await room.ship();
      assertStoredWhole(receivedSince(before, intake(collector)), expectedOf(room), 'none');
    });

    await t.test(
      `no line is missing by ${name} although podtail is killed, requests are lost, and the collector is halted`,
      async (t) => {
        const before = intake(collector).records.length;
        const room = await createRoom(t, collector, protocol, SMALL_REQUESTS);
        await room.shipThroughFaults();
        assertStoredWhole(receivedSince(before, intake(collector)), expectedOf(room), 'allowed');
      },
    );
  }
});
