import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLokiTemplates } from '../../src/encode/loki/loki-template.js';
import { createOtlpTemplates } from '../../src/encode/otlp/otlp-template.js';
import { SCHEMAS } from '../../src/encode/record-schemas.js';
import { sourceField } from '../../src/encode/source-field.js';
import type { LogSource } from '../../src/record/log-source.js';

const pod = {
  labels: { app: 'web', 'app.kubernetes.io/name': 'shop', hidden: 'yes' },
  annotations: { 'example.com/team': 'cart', 'podtail.dev/tenant': 'team-a' },
};
const source: LogSource = {
  path: '/pods/shop_web_u/app/0.log',
  metadata: { namespace: 'shop', pod: 'web', uid: 'u', container: 'app', restart: 0 },
  writtenByRuntime: true,
  pod,
  shownPod: {
    labels: { app: 'web', 'app.kubernetes.io/name': 'shop' },
    annotations: { 'example.com/team': 'cart' },
  },
};
const fields = { labels: { app: 'configured' } };

function recordOf(schema: keyof typeof SCHEMAS): Record<string, unknown> {
  const shape = {
    ...fields,
    source,
    stream: undefined,
    partial: undefined,
    truncated: undefined,
    malformed: undefined,
  };
  const record = SCHEMAS[schema](shape, { time: 't', message: 'm', offset: '0' });
  return JSON.parse(JSON.stringify(record)) as Record<string, unknown>;
}

describe('labels and annotations of a pod', () => {
  const all = { app: 'configured', 'app.kubernetes.io/name': 'shop' };

  it('are in labels and annotations of schema flat, after the labels of the configuration', () => {
    const { labels, annotations } = recordOf('flat');
    assert.deepEqual([labels, annotations], [all, { 'example.com/team': 'cart' }]);
  });

  it('are where Fluent Bit has them in schema fluent-bit', () => {
    const { labels, annotations } = recordOf('fluent-bit').kubernetes as Record<string, unknown>;
    assert.deepEqual([labels, annotations], [all, { 'example.com/team': 'cart' }]);
  });

  it('are where Elastic Agent has them in schema ecs, without dots in their names', () => {
    const { kubernetes, labels } = recordOf('ecs') as Record<string, Record<string, unknown>>;
    assert.deepEqual(kubernetes!.labels, { app: 'web', 'app_kubernetes_io/name': 'shop' });
    assert.deepEqual(kubernetes!.annotations, { 'example_com/team': 'cart' });
    assert.deepEqual(labels, { app: 'configured' });
  });

  it('have the names of the semantic conventions in schema otel, and in the resource of OTLP', () => {
    const names = ['k8s.pod.label.app', 'k8s.pod.label.app.kubernetes.io/name', 'k8s.pod.annotation.example.com/team'];
    const record = recordOf('otel');
    assert.deepEqual(
      names.map((name) => record[name]),
      ['web', 'shop', 'cart'],
    );
    const { resource } = createOtlpTemplates(source, { ...fields, version: '1' }).raw.run;
    assert.deepEqual(
      names.map((name) => resource.get(name)),
      ['web', 'shop', 'cart'],
    );
  });

  it('are structured metadata of Loki, and labels if these name them; the annotation names the tenant', () => {
    const labelTemplates = {
      app: '${labels.app}',
      name: '${labels.app.kubernetes.io/name}',
      hidden: '${labels.hidden}',
    };
    const options = { ...fields, labelTemplates, maxLineBytes: 1000, structuredMetadata: true, tenant: 'all' };
    const template = createLokiTemplates({ ...source, tenant: 'team-a' }, options).stdout[0]!;
    const { labels, tenant } = template.run;
    assert.deepEqual(Object.fromEntries(labels), { app: 'configured', name: 'shop', hidden: 'yes' });
    for (const text of ['app_kubernetes_io_name', 'example_com_team', 'cart'])
      assert.ok(template.fields.includes(text), text);
    assert.equal(template.fields.includes('hidden'), false);
    assert.equal(tenant, 'team-a');
  });

  it('are empty in templates if the pod has none', () => {
    const names = ['labels.none', 'annotations.none', 'labels.toString', 'annotations.example.com/team'];
    assert.deepEqual(
      names.map((name) => sourceField(source, fields, name)),
      ['', '', '', 'cart'],
    );
    const { pod: _, shownPod: __, ...unknown } = source;
    assert.deepEqual(
      ['labels.app', 'annotations.x'].map((name) => sourceField(unknown, fields, name)),
      ['configured', ''],
    );
  });
});
