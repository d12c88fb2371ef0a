import type { Input } from '../inputs/input.js';
import type { ProcessRun } from '../process/process-usage.js';
import type { Shipment, ShipperName } from '../sink-result.js';

/** Someone who ships an input to a server that counts, and how. */
export interface ShipperEntry {
  readonly shipper: ShipperName;
  readonly shipment: Shipment;
  /** Ships all of it; `folder` takes files for a moment. Throws unless every record arrived. */
  readonly ship: (input: Input, folder: string) => Promise<ProcessRun>;
}
