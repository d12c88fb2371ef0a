import { styleText } from 'node:util';
import type { TriedEvent } from '../try-lines.js';
import { type Command, ExitStatus } from './command.js';
import { inputOptions } from './options.js';
import { complain, print } from './output.js';
import { loadSettings } from './settings.js';

/** Shows what the transforms of a configuration make of lines. */
export const tryCommand: Command = {
  name: 'try',
  description: 'Show each record of standard input before and after the transforms; nothing is sent',
  options: inputOptions,
  examples: [
    [
      'podtail try -c podtail.yaml --metadata namespace=shop pod=web-1 < sample.log',
      'What becomes of these lines, if that pod writes them?',
    ],
  ],
  async run(values) {
    const loaded = await loadSettings(values, complain);
    if (loaded === undefined) return ExitStatus.usage;
    const { config } = loaded;
    if (config.transforms.length === 0) complain('no transforms are configured, so that every record stays as it is');
    const { tryLines } = await import('../try-lines.js');
    const isColoured = process.stdout.isTTY === true && (process.env.NO_COLOR ?? '') === '';
    await tryLines(config, process.stdin, (event) => print(format(event, isColoured)));
    return ExitStatus.done;
  },
};

function format(event: TriedEvent, isColoured: boolean): string {
  const paint = (colour: Parameters<typeof styleText>[0], text: string): string =>
    isColoured ? `${styleText(colour, text)}\n` : `${text}\n`;
  switch (event.kind) {
    case 'record':
      return paint('red', `- ${event.json}`);
    case 'result':
      return event.isSame ? paint('dim', `= ${event.json}`) : paint('green', `+ ${event.json}`);
    case 'dropped':
      return paint('yellow', `x ${event.json} dropped: ${event.by}`);
  }
}
