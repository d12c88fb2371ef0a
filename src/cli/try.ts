import { styleText } from 'node:util';
import type { TriedEvent } from '../inspect/try-lines.js';
import { type Command, ExitStatus } from './command.js';
import { inputOptions, noColorOption, transformOptions } from './options.js';
import { complain, print } from './output.js';
import { loadSettings } from './settings.js';
import { wantsColor } from './terminal.js';

/** Shows what the transforms of a configuration make of lines. */
export const tryCommand: Command = {
  name: 'try',
  description:
    'Show what the transforms do to each record of standard input (- before, + after, = unchanged, x dropped). Sends nothing',
  options: [...transformOptions, noColorOption],
  alsoTakes: inputOptions,
  examples: [
    [
      'podtail try -c podtail.yaml --metadata namespace=shop pod=web-1 < sample.log',
      'Show what happens to these lines if that pod writes them',
    ],
  ],
  async run(values) {
    const loaded = await loadSettings(values, complain);
    if (loaded === undefined) return ExitStatus.usage;
    const { config } = loaded;
    if (config.transforms.length === 0) complain('no transforms are configured, so records stay unchanged');
    const { tryLines } = await import('../inspect/try-lines.js');
    const isColoured = process.stdout.isTTY === true && wantsColor(values, process.env);
    await tryLines(config, process.stdin, (event) => say(event, isColoured));
    return ExitStatus.done;
  },
};

function say(event: TriedEvent, isColoured: boolean): void {
  const paint = (colour: Parameters<typeof styleText>[0], text: string): void =>
    // Node's own guess at the terminal differs (no colours where CI is set, say), and is not asked.
    print(isColoured ? `${styleText(colour, text, { validateStream: false })}\n` : `${text}\n`);
  switch (event.kind) {
    case 'unmatched':
      complain('no transform matches these lines; name their pod with --metadata namespace=… pod=… container=…');
      break;
    case 'record':
      paint('red', `- ${event.json}`);
      break;
    case 'result':
      if (event.isSame) paint('dim', `= ${event.json}`);
      else paint('green', `+ ${event.json}`);
      break;
    case 'dropped':
      paint('yellow', `x ${event.json} dropped: ${event.by}`);
  }
}
