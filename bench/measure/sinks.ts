import { podtailEntry } from '../contenders/podtail-shipping.js';
import { SHIPMENTS } from '../contenders/shipments.js';
import type { ShipperEntry } from '../contenders/shipper-entry.js';
import type { Input } from '../inputs/input.js';
import { findPeers } from '../peers/find-peers.js';
import { peerEntry } from '../peers/run-peer.js';
import type { Plan } from '../plan.js';
import type { ProcessRun } from '../process/process-usage.js';
import { HEADLINE, type InputProfile } from '../result.js';
import type { GzipFigures, PeerName, Shipment, ShipmentFigures, ShipperName } from '../sink-result.js';
import { perSecond } from '../statistics.js';
import type { BenchContext } from './bench-context.js';
import { measureGzipAlone } from './gzip-alone.js';
import { usageFigures, withInput } from './measure-contenders.js';

export interface SinkFigures {
  readonly shipments: readonly ShipmentFigures[];
  readonly gzipAlone: GzipFigures;
  readonly missing: readonly PeerName[];
}

export const SINK_INPUT: InputProfile = { format: 'docker', ...HEADLINE };

/** Each sink, and the other shippers that are there. First a small input, of which the server looks into every body. */
export async function measureSinks(context: BenchContext, plan: Plan): Promise<SinkFigures> {
  const { peers, missing } = findPeers();
  for (const name of missing) context.say(`${name} is not on PATH`);
  const figures: ShipmentFigures[] = [];
  let gzipAlone: GzipFigures | undefined;
  for (const files of new Set(SHIPMENTS.map((shipment) => shipment.files))) {
    const shipments = SHIPMENTS.filter((shipment) => shipment.files === files);
    await withInput(context, sized(plan.verifiedBytes, files), async (input) => {
      for (const shipment of shipments) {
        context.say(`  ${shipmentName('podtail', shipment)}, records counted in every body`);
        await podtailEntry(shipment, 'all').ship(input, context.folder);
      }
    });
    const entries = [
      ...shipments.map((shipment) => podtailEntry(shipment, 'plain')),
      ...peers.filter(({ shipment }) => shipment.files === files).map(peerEntry),
    ];
    await withInput(context, sized(plan.headlineBytes, files), async (input) => {
      figures.push(...(await measureEntries(context, input, entries)));
      if (files === 1) gzipAlone = await measureGzipAlone(context, input);
    });
  }
  return { shipments: figures, gzipAlone: gzipAlone!, missing };
}

/** Each in turn, several times, since machines are noisy. A peer that fails is left out, podtail fails the benchmark. */
async function measureEntries(
  { runs, folder, say }: BenchContext,
  input: Input,
  entries: readonly ShipperEntry[],
): Promise<ShipmentFigures[]> {
  const done = new Map<ShipperEntry, ProcessRun[]>(entries.map((entry) => [entry, []]));
  for (let run = 1; run <= runs; run++) {
    for (const [entry, measured] of done) {
      const name = shipmentName(entry.shipper, entry.shipment);
      say(`  ${name}, run ${run} of ${runs}`);
      try {
        measured.push(await entry.ship(input, folder));
      } catch (error) {
        if (entry.shipper === 'podtail') throw error;
        say(`  ${name} is left out: ${(error as Error).message}`);
        done.delete(entry);
      }
    }
  }
  return Array.from(done, ([{ shipper, shipment }, measured]) => {
    const usage = usageFigures(measured);
    const { bytes, lines } = input;
    const megabytesPerCpuSecond = perSecond(bytes / 1e6, usage.cpuSeconds);
    return { shipper, ...shipment, ...usage, inputBytes: bytes, inputLines: lines, megabytesPerCpuSecond };
  });
}

function sized(bytes: number, files: number) {
  return { profile: SINK_INPUT, size: { bytes, files } };
}

function shipmentName(shipper: ShipperName, { protocol, encoding, compression, files }: Shipment): string {
  return `${shipper} to ${protocol}, ${encoding}, ${compression}, ${files} files`;
}
