import type { ShippedRecord } from '../../test/support/shipped-record.js';

/** Where the demo shows what podtail ships. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Colours of the terminal's own palette: green, yellow, blue, magenta, cyan. */
const COLOURS = [32, 33, 34, 35, 36];
const WHO_COLUMNS = 38;

/** Makes what shows a record: on a terminal a readable line in columns, else the record as JSON. */
export function createShow(screen: Screen): (record: ShippedRecord) => void {
  if (screen.isTTY !== true) return (record) => screen.write(`${JSON.stringify(record)}\n`);
  const colours = new Map<string, number>();
  return (record) => {
    const { namespace, pod, container, restart, stream, message } = record;
    const podName = `${namespace}/${pod}`;
    const colour = colours.get(podName) ?? COLOURS[colours.size % COLOURS.length]!;
    colours.set(podName, colour);
    const who = shorten(`${podName} ${container}#${restart}`, WHO_COLUMNS).padEnd(WHO_COLUMNS);
    const time = record.time.slice('2026-11-23T'.length, '2026-11-23T11:00:00.000'.length);
    const room = Math.max(20, (screen.columns ?? 80) - WHO_COLUMNS - time.length - 8);
    const text = shorten(printable(message), room);
    const mark = stream === 'stderr' ? paint(31, '!') : ' ';
    screen.write(`${paint(90, time)} ${paint(colour, who)} ${mark} ${text}\n`);
  };
}

function paint(colour: number, text: string): string {
  return `\u001b[${colour}m${text}\u001b[0m`;
}

/** Cuts a text that is too long, and says how long it is. */
function shorten(text: string, columns: number): string {
  if (text.length <= columns) return text;
  const note = text.length > 1_000 ? `… (${text.length.toLocaleString('en')} characters)` : '…';
  return `${text.slice(0, Math.max(0, columns - note.length))}${note}`;
}

function printable(text: string): string {
  return text.replaceAll('\t', '  ').replaceAll(/[\u0000-\u001f\u007f]/g, '·');
}
