/** A process that saves 200 positions with a higher offset each time, says each that was saved, and ends by being killed. */
import { createPositionStore } from '../../src/checkpoint/position-store.js';
import { createSpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { positionOf } from './positions.js';

const store = createPositionStore(process.argv[2]!, createSpokenDiagnostics());

function saveFrom(offset: number): void {
  const position = positionOf({ offset, before: { length: 0, hash: '' } });
  if (store.save(Array.from({ length: 200 }, () => position))) process.send!(offset);
  setImmediate(saveFrom, offset + 1);
}

process.on('disconnect', () => process.exit());
saveFrom(1);
