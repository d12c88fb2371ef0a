import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { readRepository } from './example-podtail.js';

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const { panels, templating } = JSON.parse(readRepository('examples/grafana/podtail.json')) as {
  panels: readonly Panel[];
  templating: { list: readonly { query: string | { query: string } }[] };
};
const { groups } = parse(readRepository('examples/prometheus/podtail-alerts.yaml')) as {
  groups: readonly { rules: readonly { alert: string; expr: string }[] }[];
};

/** The names of series that podtail has, each with the names of its labels. */
const series = new Map<string, Set<string>>();
for (const line of readRepository('test/fixtures/metrics.prom').split('\n')) {
  const [, name, labels = ''] = /^([a-z_]+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
  if (name !== undefined) {
    const known = series.get(name) ?? new Set(['instance', 'job']);
    for (const [, label] of labels.matchAll(/(\w+)="/g)) known.add(label!);
    series.set(name, known);
  }
}

const queries = [
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [`the panel ${title}`, expr] as const)),
  ...groups.flatMap(({ rules }) => rules.map(({ alert, expr }) => [`the alert ${alert}`, expr] as const)),
  ...templating.list.flatMap(({ query }) =>
    typeof query === 'string' ? [] : [[`the variable ${query.query}`, query.query] as const],
  ),
];

for (const [what, query] of queries) {
  test(`${what} uses only metrics that exist`, () => {
    const named = [...query.matchAll(/\b((?:podtail|process)_\w+)(?:\{([^}]*)\})?/g)];
    assert.ok(named.length > 0 || query.startsWith('up{'), query);
    for (const [, name, selector = ''] of named) {
      const labels = series.get(name!);
      assert.ok(labels, `there is no series ${name}`);
      for (const [, label] of selector.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)) {
        assert.ok(labels.has(label!), `${name} has no label ${label}`);
      }
    }
  });
}

test('the dashboard has no overlapping panels, and an id for each', () => {
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
  );
  assert.equal(new Set(cells).size, cells.length);
  assert.ok(panels.every(({ gridPos: { x, w } }) => x + w <= 24));
});

test('every alert has a severity and a description', () => {
  const rules = groups.flatMap((group) => group.rules) as readonly {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  }[];
  for (const { labels, annotations } of rules) {
    assert.match(labels!.severity!, /^(critical|warning)$/);
    assert.ok(annotations!.summary && annotations!.description);
  }
});
