import type { OptionValues } from '../config/load.js';
import { type Command, ExitStatus } from './command.js';
import { logLevelOption, sinkOptions } from './options.js';
import { complain } from './output.js';
import { loadSettings, readLogLevel } from './settings.js';
import { takeStops } from './signals.js';

/** Sends dead letters again. */
export const replayCommand: Command = {
  name: 'replay',
  description: 'Send dead letters again, each to the sink that refused it',
  operands: 'FILE',
  options: [...sinkOptions, logLevelOption],
  examples: [
    ['podtail replay -c podtail.yaml /var/lib/podtail/dead-letters/loki.ndjson', 'Send again what Loki refused'],
  ],
  async run(values: OptionValues, files) {
    const stop = new AbortController();
    takeStops().listen(() => stop.abort());
    const level = await readLogLevel(values);
    const loaded = await loadSettings(values, complain);
    if (level === undefined || loaded === undefined) return ExitStatus.usage;
    const { createStructuredLog } = await import('../os/structured-log.js');
    const { replayFile } = await import('../replay/replay-file.js');
    const diagnostics = createStructuredLog({ level });
    let status: ExitStatus = ExitStatus.done;
    for (const file of files) {
      try {
        const { isComplete, ...counts } = await replayFile(file, {
          config: loaded.config,
          diagnostics,
          stop: stop.signal,
        });
        diagnostics.info(
          isComplete ? `replayed ${file}` : `replayed part of ${file}; the rest stays in the file`,
          counts,
        );
        if (!isComplete || counts.refused + counts.unknown > 0) status = ExitStatus.failed;
      } catch (error) {
        const reason = (error as Error).message.replace(`${file}: `, '');
        diagnostics.error(`cannot replay ${file}: ${reason}`);
        status = ExitStatus.failed;
      }
    }
    // A connection that is still open must not keep the process.
    process.exit(status);
  },
};
