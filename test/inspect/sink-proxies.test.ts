import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ConfigInput, createConfig } from '../../src/index.js';
import { listSinkProxies } from '../../src/inspect/sink-proxies.js';

const SINKS: ConfigInput['sinks'] = [
  { type: 'stdout' },
  { type: 'elasticsearch', url: ['http://10.0.0.5:9200', 'http://es.example:9200'] },
  { type: 'http', url: 'https://logs.example/in', proxy: 'proxy.example:8080' },
  { type: 'otlp', url: 'http+unix://%2Frun%2Fotlp.sock' },
];

function listed(environment: Record<string, string>, sinks = SINKS) {
  const result = createConfig({ sinks });
  const config = result.ok ? result.config : assert.fail(JSON.stringify(result.problems));
  return listSinkProxies(config, environment);
}

describe('the proxies of sinks', () => {
  it('are listed for each server, with the reason, and without passwords', () => {
    const environment = { HTTP_PROXY: 'http://me:secret@proxy.example:3128', NO_PROXY: '10.0.0.0/8' };
    assert.deepEqual(listed(environment), [
      { sink: 'elasticsearch', server: 'http://10.0.0.5:9200', proxy: undefined, why: 'NO_PROXY has 10.0.0.0/8' },
      {
        sink: 'elasticsearch',
        server: 'http://es.example:9200',
        proxy: 'http://proxy.example:3128',
        why: 'HTTP_PROXY says so',
      },
      { sink: 'http', server: 'https://logs.example', proxy: 'http://proxy.example:8080', why: 'proxy says so' },
    ]);
  });

  it('are not listed if none is configured', () => {
    assert.deepEqual(listed({}, [{ type: 'http', url: 'http://logs.example/in' }]), []);
    assert.deepEqual(listed({ HTTP_PROXY: '' }, [{ type: 'http', url: 'http://logs.example/in' }]), []);
  });
});
