/* Shows /status.json, and asks for it every so often. */

import { byId, drawSparkline, element, setText, sparkline } from './elements.js';
import { arrange, COLUMNS, classOf, drawFiles, files, moveSelection, rowOf, UNREAD, view } from './files.js';
import { createHistory } from './history.js';
import { bytes, seconds, sum, whole } from './numbers.js';

const POLL_EVERY = 2000;

const sinks = createHistory();
const totals = createHistory();

function showSinks(status, now) {
  for (const body of [...byId('sinks').tBodies]) body.remove();
  byId('sinks').append(
    ...status.sinks.map((sink) => {
      const { rates } = sinks.of(sink.name);
      const isBad = sink.state !== 'up';
      const body = element('tbody', undefined, isBad ? 'bad' : undefined);
      const row = element('tr');
      const lost = sink.lost + sink.dropped + sink.deadLettersLost;
      const graph = element('td');
      graph.append(sparkline('rate'));
      drawSparkline(graph.firstChild, rates);
      const error = sink.lastError;
      const said = error && `${error.reason} (${seconds((now - error.time) / 1000)} ago)`;
      const numbers = [whole.format(sink.records), bytes(sink.bytes), bytes(sink.sentBytes), bytes(sink.heldBytes)];
      numbers.push(...[sink.retries, sum(Object.values(sink.rejected)), lost].map((count) => whole.format(count)));
      row.append(
        element('td', sink.optional ? `${sink.name} (optional)` : sink.name),
        element('td', `● ${sink.state}`, isBad ? 'bad' : 'good'),
        element('td', whole.format(Math.round(rates.at(-1) ?? 0)), 'number'),
        graph,
        ...numbers.map((text) => element('td', text, 'number')),
      );
      body.append(row, ...(said === undefined ? [] : [errorRow(said)]));
      return body;
    }),
  );
}

/** A sink's last error whole, over all columns. */
function errorRow(said) {
  const cell = element('td', undefined, 'error');
  cell.colSpan = byId('sinks').tHead.rows[0].cells.length;
  cell.append(element('p', `Last error: ${said}`));
  const row = element('tr');
  row.append(cell);
  return row;
}

function showTotals({ counters, sinks: all, memoryLimit }) {
  const { rates } = totals.of('read');
  const behind = sum(view.rows.map(({ lagBytes }) => lagBytes));
  const longest = Math.max(0, ...view.rows.map(({ lagSeconds }) => lagSeconds));
  const held = sum(all.map(({ heldBytes }) => heldBytes));
  const dropped = sum(all.map((sink) => sink.dropped + sink.lost + sink.deadLettersLost));
  const unread = view.rows.filter(({ state }) => state !== 'followed').length;
  const tiles = [
    ['Files', whole.format(view.rows.length), unread > 0 ? `${whole.format(unread)} not read` : 'all are read', unread],
    ['Reading', `${bytes(rates.at(-1) ?? 0)}/s`, `${bytes(counters.bytesRead)} in all`],
    ['Records', whole.format(counters.records), `${whole.format(counters.rejected)} refused`],
    ['Behind', bytes(behind), `for ${seconds(longest)} at most`],
    [
      'Lost',
      bytes(counters.abandonedBytes),
      `${whole.format(dropped)} records dropped`,
      counters.abandonedBytes + dropped,
    ],
    ['Memory', bytes(held), `of ${bytes(memoryLimit)} for payload`],
  ];
  const hadFocus = document.activeElement?.closest('#totals') !== null;
  byId('totals').replaceChildren(
    ...tiles.map(([title, figure, note, bad = 0]) => {
      const tile = element('div');
      tile.append(element('dt', title), element('dd', figure), element('dd', note, bad > 0 ? 'note bad' : 'note'));
      return tile;
    }),
  );
  if (unread > 0) byId('totals').querySelector('.note').replaceChildren(unreadButton(unread));
  if (hadFocus) byId('totals').querySelector('button')?.focus();
}

/** Leads to the files that are not read, and back to all. */
function unreadButton(unread) {
  const button = element('button', `${whole.format(unread)} not read`, 'link');
  button.type = 'button';
  const isShown = byId('filter').value === UNREAD;
  button.setAttribute('aria-pressed', String(isShown));
  button.addEventListener('click', () => {
    byId('filter').value = isShown ? '' : UNREAD;
    byId('files-sheet').scrollTop = 0;
    arrange();
    if (view.shown.length > 0 && !isShown) moveSelection(-view.rows.length);
    byId('files-section').scrollIntoView({ block: 'nearest' });
    button.replaceWith(unreadButton(unread));
  });
  return button;
}

function showConfiguration({ last }, now) {
  const line = byId('configuration');
  line.hidden = last === undefined;
  if (last === undefined) return;
  const isRefused = last.result === 'refused';
  line.className = isRefused ? 'bad' : '';
  const what = isRefused
    ? `The new configuration is invalid, so podtail keeps the old one: ${last.problems.join('; ')}`
    : `Configuration reloaded: ${last.changed.join(', ') || 'no changes'}`;
  setText(line, `${what} (${seconds((now - last.time) / 1000)} ago)`);
}

function showHealth(text, isGood) {
  const health = byId('health');
  setText(health, text);
  health.className = `badge ${isGood ? 'good' : 'bad'}`;
}

function show(status) {
  const now = Date.now();
  const selected = view.selected?.path;
  view.rows = status.logs.map(rowOf);
  files.take(
    now,
    view.rows.map((row) => ({ key: row.path, total: row.readBytes, lag: row.lagBytes })),
  );
  for (const row of view.rows) row.rate = files.of(row.path).rates.at(-1) ?? 0;
  sinks.take(
    now,
    status.sinks.map((sink) => ({ key: sink.name, total: sink.records, lag: 0 })),
  );
  totals.take(now, [{ key: 'read', total: status.counters.bytesRead, lag: 0 }]);
  showConfiguration(status.configuration, now);
  setText(byId('about'), `${status.version}, up for ${seconds((now - status.startedAt) / 1000)}`);
  view.selected = view.rows.find(({ path }) => path === selected);
  showSinks(status, now);
  showTotals(status);
  arrange();
  const down = status.sinks.filter(({ state }) => state !== 'up').map(({ name }) => name);
  showHealth(down.length === 0 ? 'all sinks are up' : `down: ${down.join(', ')}`, down.length === 0);
}

/** What the server asks for, if it does. */
let token = '';

async function showStatus() {
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch('/status.json', { cache: 'no-store', headers });
  if (response.status !== 401) return show(await response.json());
  showHealth('podtail asks for a token', false);
  if (!byId('token').open) byId('token').showModal();
}

async function poll() {
  const before = performance.now();
  if (!document.hidden) {
    try {
      await showStatus();
    } catch {
      showHealth('podtail does not answer', false);
    }
  }
  // However large the answer, the most of the time is free.
  setTimeout(poll, Math.max(POLL_EVERY, 20 * (performance.now() - before)));
}

function sortBy(column) {
  view.descending = view.sort === column ? !view.descending : COLUMNS[column].number === true;
  view.sort = column;
  arrange();
}

function sortByNext() {
  const sortable = COLUMNS.flatMap(({ value }, index) => (value === undefined ? [] : [index]));
  sortBy(sortable[(sortable.indexOf(view.sort) + 1) % sortable.length]);
}

const KEYS = {
  '/': () => byId('filter').focus(),
  '?': () => byId('help').showModal(),
  ArrowDown: () => moveSelection(1),
  ArrowUp: () => moveSelection(-1),
  s: sortByNext,
  r: () => sortBy(view.sort),
};

function onKey(event) {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || byId('help').open || byId('token').open) return;
  const isFilter = target === byId('filter');
  if (isFilter && key === 'Escape') {
    target.value = '';
    target.blur();
    arrange();
  }
  if (!Object.hasOwn(KEYS, key) || (isFilter && !key.startsWith('Arrow'))) return;
  event.preventDefault();
  KEYS[key]();
}

for (const [index, column] of COLUMNS.entries()) {
  const { title, width, value } = column;
  const head = element('th', undefined, classOf(column));
  head.scope = 'col';
  if (width > 0) head.style.width = `${width}px`;
  if (value === undefined) head.textContent = title;
  else {
    const button = element('button', title);
    button.type = 'button';
    button.addEventListener('click', () => sortBy(index));
    head.append(button);
  }
  byId('files').tHead.rows[0].append(head);
}
byId('filter').addEventListener('input', () => {
  byId('files-sheet').scrollTop = 0;
  arrange();
});
byId('files-sheet').addEventListener('scroll', () => requestAnimationFrame(drawFiles), { passive: true });
byId('help-button').addEventListener('click', KEYS['?']);
byId('token').addEventListener('close', () => {
  token = byId('token-input').value.trim();
});
document.addEventListener('keydown', onKey);
addEventListener('resize', drawFiles);
poll();
