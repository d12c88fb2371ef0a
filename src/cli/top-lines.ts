import type { LogView, SinkView, TopOrder, TopView } from '../remote/top-view.js';
import { formatBytes, formatCount, formatSeconds } from './quantities.js';
import { escapeControls, nameWithin, shortened } from './table.js';

export interface TopLayout {
  readonly width: number;
  /** Most lines; Infinity for all. */
  readonly height: number;
  readonly color: boolean;
  readonly order: TopOrder;
  /** Shown in the last line. */
  readonly footer?: string;
}

interface Column<Row> {
  readonly heading: string;
  /** 0 for what is left. Numbers are at the right of theirs. */
  readonly width: number;
  /** @param room characters, of which there may be fewer than the text has: it is shortened then */
  readonly text: (row: Row, room: number) => string;
  /** Left out where there are fewer columns than that. */
  readonly from?: number;
}

const SINK_COLUMNS: readonly Column<SinkView>[] = [
  { heading: 'SINK', width: 0, text: ({ name, optional }) => (optional ? `${name} (optional)` : name) },
  { heading: 'STATE', width: 9, text: ({ state }) => state },
  { heading: 'RECORDS/S', width: 10, text: ({ recordsPerSecond }) => formatCount(recordsPerSecond) },
  { heading: 'SENT/S', width: 8, text: ({ sentBytesPerSecond }) => formatBytes(sentBytesPerSecond) },
  { heading: 'HELD', width: 8, text: ({ heldBytes }) => formatBytes(heldBytes) },
  { heading: 'RETRIES', width: 8, text: ({ retries }) => formatCount(retries), from: 100 },
  { heading: 'REFUSED', width: 8, text: ({ rejected }) => formatCount(rejected) },
  { heading: 'LOST', width: 7, text: ({ lost }) => formatCount(lost) },
];

const LOG_COLUMNS: readonly Column<LogView>[] = [
  { heading: 'LOG', width: 0, text: ({ path, metadata }, room) => nameWithin(path, metadata, room) },
  {
    heading: 'RESTART',
    width: 7,
    text: ({ metadata: { restart } }) => (restart === undefined ? '-' : String(restart)),
  },
  { heading: 'RATE/S', width: 8, text: ({ bytesPerSecond }) => formatBytes(bytesPerSecond) },
  { heading: 'BEHIND', width: 8, text: ({ lagBytes }) => formatBytes(lagBytes) },
  { heading: 'FOR', width: 7, text: ({ lagSeconds }) => formatSeconds(lagSeconds) },
  { heading: 'READ', width: 8, text: ({ readBytes }) => formatBytes(readBytes), from: 100 },
  { heading: 'ROTATED', width: 7, text: ({ rotations }) => formatCount(rotations), from: 100 },
  { heading: 'LOST', width: 8, text: ({ abandonedBytes }) => formatBytes(abandonedBytes), from: 100 },
];

const GAP = '  ';
/** Characters of the name of a log that is not read; the reason gets the rest. */
const LEAST_NAME = 40;

/** The lines of `podtail top`, none of them wider than the layout. */
export function topLines(view: TopView, { width, height, color, order, footer }: TopLayout): string[] {
  const paint = (text: string, code: number): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const fit = (text: string): string => shortened(escapeControls(text), width);
  const head = summary(view).map(fit);
  const sinks = [
    paint(headings(SINK_COLUMNS, width), BOLD),
    ...view.sinks.flatMap((sink) => {
      const row = rowOf(SINK_COLUMNS, sink, width);
      const lines = [sink.state === 'up' ? row : paint(row, RED)];
      return [...lines, ...wrapped(sink.problem, width).map((line) => paint(line, RED))];
    }),
  ];
  const logColumns = [{ ...LOG_COLUMNS[0]!, heading: `LOG, by ${order}` }, ...LOG_COLUMNS.slice(1)];
  const above = [...head, '', ...sinks, '', paint(headings(logColumns, width), BOLD)];
  const below = footer === undefined ? [] : [paint(fit(footer), FAINT)];
  const room = Math.max(1, height - above.length - below.length);
  const isAll = view.logs.length <= room;
  const shown = view.logs.slice(0, isAll ? room : room - 1).map((log) => {
    if (log.problem !== undefined) return paint(unreadRow(log, width), RED);
    return rowOf(LOG_COLUMNS, log, width);
  });
  const more = isAll ? [] : [paint(fit(`… and ${formatCount(view.logs.length - shown.length)} more`), FAINT)];
  const logs = [...shown, ...more];
  const padding = below.length === 0 || height === Number.POSITIVE_INFINITY ? 0 : Math.max(0, room - logs.length);
  return [...above, ...logs, ...Array<string>(padding).fill(''), ...below].slice(0, height);
}

const BOLD = 1;
const FAINT = 2;
const RED = 31;

function summary(view: TopView): string[] {
  const unread = view.logs.filter(({ problem }) => problem !== undefined).length;
  const logs = `${formatCount(view.logs.length)} ${view.logs.length === 1 ? 'log' : 'logs'}${unread === 0 ? '' : `, ${formatCount(unread)} not read`}`;
  const { version, up, bytesPerSecond, recordsPerSecond, lagBytes, lagSeconds } = view;
  return [
    `podtail ${version}, up ${formatSeconds(up)}, ${logs}, memory ${formatBytes(view.heldBytes)} of ${formatBytes(view.memoryLimit)}`,
    `reading ${formatBytes(bytesPerSecond)}/s, ${formatCount(recordsPerSecond)} records/s; behind ${formatBytes(lagBytes)}, for ${formatSeconds(lagSeconds)}; lost ${formatBytes(view.abandonedBytes)}, ${formatCount(view.lostRecords)} ${view.lostRecords === 1 ? 'record' : 'records'}`,
  ];
}

function headings<Row>(columns: readonly Column<Row>[], width: number): string {
  return cells(columns, width, ({ heading }) => heading);
}

function rowOf<Row>(columns: readonly Column<Row>[], row: Row, width: number): string {
  return cells(columns, width, ({ text }, room) => text(row, room));
}

function cells<Row>(
  all: readonly Column<Row>[],
  width: number,
  textOf: (column: Column<Row>, room: number) => string,
): string {
  const columns = all.filter(({ from = 0 }) => width >= from);
  const taken = columns.reduce((sum, column) => sum + column.width + GAP.length, -GAP.length);
  return columns
    .map((column) => {
      const room = column.width || Math.max(8, width - taken);
      const text = shortened(escapeControls(textOf(column, room)), room);
      return column.width === 0 || column.heading === 'STATE' ? text.padEnd(room) : text.padStart(room);
    })
    .join(GAP)
    .trimEnd();
}

/** A sink's last error whole, on as many lines as it takes. */
function wrapped(problem: string | undefined, width: number): string[] {
  if (problem === undefined) return [];
  const text = escapeControls(problem);
  const room = Math.max(10, width - 2);
  return Array.from({ length: Math.ceil(text.length / room) }, (_, line) => {
    return `  ${text.slice(line * room, (line + 1) * room)}`;
  });
}

/** The name, and in place of all figures why there are none. */
function unreadRow({ path, metadata, problem = '' }: LogView, width: number): string {
  const text = `not read: ${escapeControls(problem)}`;
  const room = Math.max(LEAST_NAME, width - text.length - GAP.length);
  const line = `${escapeControls(nameWithin(path, metadata, room))}${GAP}${text}`;
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
