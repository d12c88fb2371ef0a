/*
 * The table of files. Only the rows are made that can be seen, so that thousands of files cost no more than a screen of
 * them.
 */

import { byId, drawSparkline, element, setText, sparkline } from './elements.js';
import { createHistory } from './history.js';
import { bytes, seconds, sum, whole } from './numbers.js';

/** In pixels, as in the style sheet; on a small screen a pod has two lines for its name. */
const isSmall = matchMedia('(max-width: 700px)');
const rowHeight = () => (isSmall.matches ? 72 : 32);
/** Rows made above and below those that can be seen. */
const MARGIN = 8;

// Columns of the files: what is shown, and by what they are sorted.

export const COLUMNS = [
  { title: 'Namespace', width: 134, kind: 'wide', value: (row) => row.namespace },
  { title: 'Pod', width: 0, kind: 'pod', value: (row) => row.pod },
  { title: 'Container', width: 104, kind: 'wide', value: (row) => row.container },
  {
    title: 'Rate',
    width: 92,
    kind: 'wide',
    value: (row) => row.rate,
    text: (row) => `${bytes(row.rate)}/s`,
    number: true,
  },
  { title: 'Rate, 2 min', width: 118, kind: 'graph', graph: 'rate' },
  { title: 'Behind', width: 98, value: (row) => row.lagBytes, text: (row) => bytes(row.lagBytes), number: true },
  { title: 'For', width: 70, value: (row) => row.lagSeconds, text: (row) => seconds(row.lagSeconds), number: true },
  { title: 'Lag, 2 min', width: 110, kind: 'graph', graph: 'lag' },
  {
    title: 'Read',
    width: 86,
    kind: 'wide',
    value: (row) => row.readBytes,
    text: (row) => bytes(row.readBytes),
    number: true,
  },
  {
    title: 'Lost',
    width: 80,
    kind: 'wide',
    value: (row) => row.abandoned,
    text: (row) => bytes(row.abandoned),
    number: true,
  },
  { title: 'State', width: 92, kind: 'wide', value: (row) => row.state },
];

export const view = { rows: [], shown: [], sort: 5, descending: true, selected: undefined };
export const files = createHistory();

/** The word of the filter that leaves the files that are not read. */
export const UNREAD = 'not-read';

export function rowOf(log) {
  const { path, metadata, files: parts, readBytes, abandoned, problem, problemKind } = log;
  const { namespace = '', pod, container = '' } = metadata;
  const name = pod ?? path;
  return {
    ...{ path, namespace, pod: name, container, readBytes, problem, state: problemKind ?? 'followed' },
    where: [namespace, container, problemKind].filter(Boolean).join(' · '),
    text: `${path} ${namespace} ${name} ${container} ${problemKind === undefined ? 'followed' : `${problemKind} ${UNREAD}`}`.toLowerCase(),
    lagBytes: sum(parts.map((file) => file.lagBytes)),
    lagSeconds: parts.reduce((most, file) => Math.max(most, file.lagSeconds), 0),
    abandoned: sum(Object.values(abandoned)),
    rate: 0,
  };
}

/** Chooses the rows that the filter lets through, in order; a row keeps its place among its equals. */
export function arrange() {
  const words = byId('filter').value.toLowerCase().split(/\s+/).filter(Boolean);
  const { value } = COLUMNS[view.sort];
  const sign = view.descending ? -1 : 1;
  view.shown = view.rows
    .filter(({ text }) => words.every((word) => text.includes(word)))
    .sort((a, b) => {
      const [one, other] = [value(a), value(b)];
      if (one === other) return a.path < b.path ? -1 : 1;
      return one < other ? -sign : sign;
    });
  setText(byId('count'), `${whole.format(view.shown.length)} of ${whole.format(view.rows.length)}`);
  for (const [index, head] of [...byId('files').tHead.rows[0].cells].entries()) {
    if (index === view.sort) head.setAttribute('aria-sort', view.descending ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
  }
  drawFiles();
}

// The rows that can be seen; they are used again for other files when the sheet is scrolled.

const pool = [];
const spacers = [0, 1].map(() => {
  const row = element('tr', undefined, 'spacer');
  const cell = element('td');
  row.append(cell);
  row.setAttribute('aria-hidden', 'true');
  return { row, cell };
});

export function drawFiles() {
  const sheet = byId('files-sheet');
  const first = Math.max(0, Math.floor(sheet.scrollTop / rowHeight()) - MARGIN);
  const count = Math.ceil(sheet.clientHeight / rowHeight()) + 2 * MARGIN;
  const visible = view.shown.slice(first, first + count);
  const body = byId('files').tBodies[0];
  while (pool.length < visible.length) pool.push(createRow());
  for (const [index, row] of visible.entries()) fillRow(pool[index], row, first + index);
  const rows = pool.slice(0, visible.length).map(({ element: made }) => made);
  setHeight(spacers[0], first);
  setHeight(spacers[1], view.shown.length - first - visible.length);
  const wanted = [spacers[0].row, ...rows, spacers[1].row];
  if (body.children.length !== wanted.length) body.replaceChildren(...wanted);
  byId('files').setAttribute('aria-rowcount', String(view.shown.length + 1));
}

function setHeight({ row, cell }, rows) {
  row.hidden = rows <= 0;
  cell.style.height = `${Math.max(0, rows) * rowHeight()}px`;
}

function createRow() {
  const row = element('tr');
  const cells = COLUMNS.map((column) => {
    const { graph } = column;
    const cell = element('td', undefined, classOf(column));
    if (graph !== undefined) cell.append(sparkline(graph));
    row.append(cell);
    return cell;
  });
  const made = { element: row, cells, row: undefined };
  row.addEventListener('click', () => select(made.row));
  return made;
}

/** Numbers stand at the right; what a small screen has no room for is marked. */
export function classOf({ number, kind }) {
  return [...(number ? ['number'] : []), ...(kind === undefined ? [] : [kind])].join(' ');
}

function fillRow(made, row, index) {
  made.row = row;
  made.element.title = row.path;
  made.element.className = row === view.selected ? 'selected' : row.state === 'followed' ? '' : 'bad';
  made.element.setAttribute('aria-rowindex', String(index + 2));
  const { rates, lags } = files.of(row.path);
  for (const [column, { graph, value, text = value }] of COLUMNS.entries()) {
    const cell = made.cells[column];
    if (graph === undefined) setText(cell, String(text(row)));
    else drawSparkline(cell.firstChild, graph === 'rate' ? rates : lags);
  }
  made.cells[1].dataset.where = row.where;
  made.cells[9].classList.toggle('bad', row.abandoned > 0);
}

function select(row) {
  view.selected = row;
  setText(byId('selected'), row === undefined ? '' : `${row.path}${row.problem ? `: ${row.problem}` : ''}`);
  drawFiles();
}

export function moveSelection(step) {
  const { shown, selected } = view;
  if (shown.length === 0) return;
  const at = shown.indexOf(selected);
  const next = at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + step));
  const sheet = byId('files-sheet');
  const top = next * rowHeight();
  // The heading covers the first row's height.
  const room = sheet.clientHeight - 2 * rowHeight();
  sheet.scrollTop = Math.min(Math.max(sheet.scrollTop, top - room), top);
  select(shown[next]);
}
