import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { environmentLayer, unknownVariables } from '../../src/config/environment.js';

describe('PODTAIL_* variables', () => {
  it('set the key of their option; an empty one counts as not set', () => {
    const environment = {
      PODTAIL_INCLUDE: '/a/{b,c}/*.log, /d/[x,y].log,',
      PODTAIL_POD: '',
      PODTAIL_ALLOW_TARGET: '/logs',
      PODTAIL_METADATA: 'pod=web,namespace=shop',
      PODTAIL_SINK: 'null',
      PODTAIL_ONCE: 'false',
      PATH: '/bin',
    };
    assert.deepEqual(environmentLayer(environment).values, {
      include: ['/a/{b,c}/*.log', '/d/[x,y].log'],
      allowTarget: ['/logs'],
      metadata: { pod: 'web', namespace: 'shop' },
      sinks: [{ type: 'null' }],
      once: false,
    });
  });

  it('that podtail does not know cause a warning', () => {
    assert.deepEqual(
      unknownVariables({ PODTAIL_SNIK: 'x', PODTAIL_UTL: 'x', PODTAIL_URL: 'x', NODE_NAME: 'x', PODTAIL_CONFIG: 'x' }),
      [
        'PODTAIL_SNIK: unknown variable, ignored; did you mean PODTAIL_SINK?',
        'PODTAIL_UTL: unknown variable, ignored; did you mean PODTAIL_URL?',
      ],
    );
  });

  it('that Kubernetes sets for a Service cause no warning', () => {
    const names = [
      'PODTAIL_SERVICE_HOST',
      'PODTAIL_SERVICE_PORT',
      'PODTAIL_SERVICE_PORT_METRICS',
      'PODTAIL_PORT',
      'PODTAIL_PORT_8080_TCP',
      'PODTAIL_PORT_8080_TCP_PROTO',
      'PODTAIL_METRICS_SERVICE_HOST',
      'PODTAIL_METRICS_PORT_53_UDP_ADDR',
    ];
    assert.deepEqual(unknownVariables(Object.fromEntries(names.map((name) => [name, 'x']))), []);
  });
});
