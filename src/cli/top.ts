import { setTimeout as delay } from 'node:timers/promises';
import type { OptionValues } from '../config/load.js';
import type { PipelineStatus } from '../record/pipeline-status.js';
import { UserError } from '../record/user-error.js';
import type { ServerClient } from '../remote/server-client.js';
import type { TopOrder, TopView } from '../remote/top-view.js';
import { type Command, ExitStatus } from './command.js';
import { configFileOptions, jsonOption, noColorOption, onceOption, serverOptions, sortOption } from './options.js';
import { awaitOrComplain, complain, isOutputGone, print } from './output.js';
import { runningPodtail } from './running-podtail.js';
import { openScreen } from './screen.js';
import { wantsColor } from './terminal.js';

/** How often podtail is asked, in milliseconds. */
const EVERY = 2000;
/** Between the two statuses that rates need where it is shown once: podtail makes no new one before. */
const ONCE_AFTER = 1100;
/** Columns where the output is no terminal. */
const WIDE = 120;

/** Shows what a running podtail does. */
export const topCommand: Command = {
  name: 'top',
  description: 'Show the logs and sinks of a running podtail, by lag or rate',
  options: [...configFileOptions, ...serverOptions, sortOption, onceOption, jsonOption, noColorOption],
  examples: [
    ['podtail top --connect 127.0.0.1:9464', 'Live on the screen; q quits, s sorts'],
    [
      'podtail top -c /etc/podtail/podtail.yaml',
      'Where podtail runs: take the address and token from its configuration',
    ],
    ['podtail top --connect 9464 --once --sort rate', 'Print the tables once'],
    ['podtail top --connect 9464 --once --json | jq .lagBytes', 'Print JSON for a program'],
  ],
  async run(values) {
    const order = orderOf(values);
    if (order === undefined) return ExitStatus.usage;
    const begun = await awaitOrComplain(async () => {
      const podtail = await runningPodtail(values);
      return podtail === undefined ? undefined : { podtail, first: await podtail.status() };
    });
    if (begun === undefined) return ExitStatus.failed;
    const { topView } = await import('../remote/top-view.js');
    const watch: Watch = { ...begun, order, view: topView };
    if (values.json === true || values.once === true || process.stdout.isTTY !== true) return printing(watch, values);
    return onScreen(watch, values);
  },
};

interface Watch {
  readonly podtail: ServerClient;
  readonly first: PipelineStatus;
  readonly order: TopOrder;
  readonly view: (earlier: PipelineStatus, status: PipelineStatus, order: TopOrder) => TopView;
}

function orderOf({ sort }: OptionValues): TopOrder | undefined {
  if (sort === undefined || sort === 'lag' || sort === 'rate') return sort ?? 'lag';
  complain(`--sort: expected lag or rate, found '${String(sort)}'`);
  return undefined;
}

async function printing({ podtail, first, order, view }: Watch, values: OptionValues): Promise<ExitStatus> {
  const { topLines } = await import('./top-lines.js');
  const isOnce = values.once === true || values.json !== true;
  let earlier = first;
  do {
    await delay(isOnce ? ONCE_AFTER : EVERY);
    const status = await awaitOrComplain(() => podtail.status());
    if (status === undefined) return ExitStatus.failed;
    const shown = view(earlier, status, order);
    earlier = status;
    if (values.json === true) print(`${JSON.stringify(shown)}\n`);
    else {
      const isTerminal = process.stdout.isTTY === true;
      const color = isTerminal && wantsColor(values, process.env);
      const width = isTerminal ? process.stdout.columns : WIDE;
      print(`${topLines(shown, { width, height: Number.POSITIVE_INFINITY, color, order }).join('\n')}\n`);
    }
  } while (!isOnce && !isOutputGone());
  await podtail.close();
  return ExitStatus.done;
}

async function onScreen({ podtail, first, order: wanted, view }: Watch, values: OptionValues): Promise<ExitStatus> {
  const { topLines } = await import('./top-lines.js');
  const color = wantsColor(values, process.env);
  let order = wanted;
  let [earlier, latest] = [first, first];
  let problem: string | undefined;
  let end = (): void => {};
  const ended = new Promise<'ended'>((resolve) => {
    end = () => resolve('ended');
  });
  const draw = (): void => {
    const { columns: width, rows: height } = screen;
    const keys = `q quits, s sorts by ${order === 'lag' ? 'rate' : 'lag'}`;
    const footer = problem === undefined ? keys : `${problem}; asking again`;
    screen.draw(topLines(view(earlier, latest, order), { width, height, color, order, footer }));
  };
  const onKey = (key: string): void => {
    if (key === 'q' || key === '\u0003' || key === '\u0004') end();
    if (key !== 's') return;
    order = order === 'lag' ? 'rate' : 'lag';
    draw();
  };
  const screen = openScreen(onKey, draw);
  process.once('SIGINT', end).once('SIGTERM', end);
  draw();
  while ((await Promise.race([ended, delay(EVERY)])) !== 'ended') {
    try {
      const status = await podtail.status();
      if (status.time > latest.time) [earlier, latest] = [latest, status];
      problem = undefined;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problem = error.message;
    }
    draw();
  }
  screen.close();
  await podtail.close();
  return ExitStatus.done;
}
