import type { PositionListing } from '../inspect/position-listing.js';
import { type Command, ExitStatus } from './command.js';
import { configurationOptions, jsonOption, positionOptions, wideOption } from './options.js';
import { complain, print, tryOrComplain } from './output.js';
import { loadSettings } from './settings.js';
import { formatTable, LOG_WIDTH, nameWithin, targetCell } from './table.js';

/** Says how far each file was settled when podtail saved its positions last, and how far that is behind. */
export const positionsCommand: Command = {
  name: 'positions',
  description: 'Show the saved position and the lag of each file',
  options: [...positionOptions, wideOption, jsonOption],
  alsoTakes: configurationOptions,
  examples: [['podtail positions --state-dir /var/lib/podtail', 'Show how far each file is delivered']],
  async run({ json, wide, ...values }) {
    const loaded = await loadSettings(values, complain);
    if (loaded === undefined) return ExitStatus.usage;
    const { config } = loaded;
    if (config.stateDir === undefined) {
      complain('no state folder is set, so no positions are saved; set one with --state-dir');
      return ExitStatus.usage;
    }
    const { listPositions } = await import('../inspect/position-listing.js');
    const listings = tryOrComplain(() =>
      listPositions(config, ({ path, problem }) =>
        complain(`the saved position of ${path ?? 'a log'} is damaged (${problem}), and will not be used`),
      ),
    );
    if (listings === undefined) return ExitStatus.failed;
    if (json === true) print(`${JSON.stringify(listings, null, 2)}\n`);
    else if (listings.length > 0) {
      print(
        wide === true ? formatTable(WIDE, listings.map(wideCells)) : formatTable(NARROW, listings.map(narrowCells)),
      );
    }
    if (listings.length === 0) complain(`no positions are saved in ${config.stateDir}`);
    return ExitStatus.done;
  },
};

const NARROW = ['LOG', 'RESTART', 'BYTES', 'LAG', 'STATE'];

function narrowCells({ path, metadata, state, size, lagBytes }: PositionListing): string[] {
  const name = nameWithin(path, metadata, LOG_WIDTH);
  return [name, String(metadata.restart ?? '-'), String(size), String(lagBytes), state];
}

const WIDE = ['STATE', 'OFFSET', 'BYTES', 'LAG', 'PATH', 'TARGET', 'PROBLEM'];

function wideCells({ state, offset, size, lagBytes, path, target, problem = '-' }: PositionListing): string[] {
  return [state, String(offset), String(size), String(lagBytes), path, targetCell(path, target), problem];
}
