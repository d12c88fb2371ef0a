import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureProcess } from '../process/measure-process.js';
import type { CountingTask } from '../servers/counting-task.js';
import { startCountingServer } from '../servers/start-counting-server.js';
import type { Shipment } from '../sink-result.js';
import { verifySummary } from './podtail-summary.js';
import { podtailConfiguration, podtailShipping } from './shipments.js';
import type { ShipperEntry } from './shipper-entry.js';

/** podtail, from its start to its exit; what it counted itself is compared, and what the server could count. */
export function podtailEntry(shipment: Shipment, decodes: CountingTask['decodes']): ShipperEntry {
  const isCounted = decodes === 'all' || shipment.compression === 'none';
  return {
    shipper: 'podtail',
    shipment,
    async ship({ tree, lines }, folder) {
      const server = await startCountingServer({ records: lines, decodes });
      try {
        const configurationFile = join(folder, 'podtail.yaml');
        writeFileSync(configurationFile, podtailConfiguration(shipment, server.port));
        const process = await measureProcess({ argv: podtailShipping(tree, configurationFile) }, folder);
        verifySummary(lines, process.stderr);
        const { records, requests } = await server.received();
        assert.ok(requests > 0, 'nothing arrived at the server');
        if (isCounted) assert.equal(records, lines, `${records} records arrived at the server, of ${lines} lines`);
        return process;
      } finally {
        await server.stop();
      }
    },
  };
}
