import { pipeline } from 'node:stream';
import split2 from 'split2';
import type { OptionValues } from '../config/load.js';
import { counted } from '../record/counted.js';
import { type Command, ExitStatus } from './command.js';
import { configFileOptions, jsonOption, serverOptions, tailFilterOptions, terminalOptions } from './options.js';
import { awaitOrComplain, complain, isOutputGone, print } from './output.js';
import { runningPodtail } from './running-podtail.js';
import { prettyOutput } from './terminal.js';

/** Shows what a running podtail ships. */
export const tailCommand: Command = {
  name: 'tail',
  description: 'Show the records that a running podtail ships, live',
  options: [...configFileOptions, ...serverOptions, ...tailFilterOptions, ...terminalOptions, jsonOption],
  examples: [
    [
      "podtail tail --connect 127.0.0.1:9464 --namespace shop --pod 'web-*'",
      'Follow some pods over rotations and restarts',
    ],
    [
      'podtail tail -c /etc/podtail/podtail.yaml --level error fatal',
      'Where podtail runs: take the address and token from its configuration',
    ],
    ['podtail tail --connect 9464 --json | jq .message', 'Print JSON for a program'],
  ],
  async run(values) {
    const lines = await awaitOrComplain(async () => {
      const podtail = await runningPodtail(values);
      return podtail?.tail(queryOf(values));
    });
    if (lines === undefined) return ExitStatus.failed;
    const { showTailLine } = await import('../remote/tail-line.js');
    const terminals = { stdout: process.stdout.isTTY === true, stderr: process.stderr.isTTY === true };
    const pretty = values.json === true ? undefined : prettyOutput(values, process.env, terminals);
    try {
      const splitter = split2();
      pipeline(lines, splitter, () => {});
      for await (const line of splitter) {
        if (isOutputGone()) return ExitStatus.done;
        const shown = showTailLine(line, pretty?.color ?? false);
        if (shown === undefined) continue;
        if (shown.kind === 'record') print(`${pretty === undefined ? line : shown.text}\n`);
        else
          complain(
            `skipped ${counted(shown.count, 'record')}, because they arrived too fast for this viewer; filters reduce them`,
          );
      }
    } catch (error) {
      complain(`the connection has ended: ${(error as Error).message}`);
      return ExitStatus.failed;
    }
    complain('podtail has ended the connection');
    return ExitStatus.failed;
  },
};

function queryOf(values: OptionValues): URLSearchParams {
  const query = new URLSearchParams();
  for (const { name } of tailFilterOptions) {
    for (const value of [values[name] ?? []].flat()) query.append(name, String(value));
  }
  return query;
}
