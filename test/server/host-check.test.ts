import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createHostCheck } from '../../src/server/host-check.js';

const CLUSTER = ['podtail.logging.svc:9090', 'podtail.logging.svc.cluster.local', 'node-7:9464', 'rebound.example.com'];
const ADDRESSES = ['127.0.0.1:9464', '127.0.0.1', '10.1.2.3:9464', '[::1]:9464', '[::1]', '[2001:db8::7]:80'];
const LOCAL = ['localhost:9464', 'localhost', 'LOCALHOST.', 'web.localhost:9464'];

describe('a server on a loopback address', () => {
  for (const address of ['127.0.0.1', '127.8.0.1', '::1']) {
    it(`accepts only addresses and localhost (${address})`, () => {
      const isAllowed = createHostCheck(address, address, []);
      for (const host of [...ADDRESSES, ...LOCAL, undefined]) assert.ok(isAllowed(host), host);
      const others = [
        'localhost.example.com',
        'notlocalhost',
        '127.0.0.1.example.com',
        '127.0.0.1.nip.io:9464',
        'a:b',
        '',
      ];
      for (const host of [...CLUSTER, ...others]) assert.ok(!isAllowed(host), host);
    });
  }

  it('accepts the name that it was told to listen on, and configured names', () => {
    const isAllowed = createHostCheck('127.0.0.1', 'loop.example.com', ['logs.example.com']);
    for (const host of ['loop.example.com:1', 'Logs.Example.com:443', ...ADDRESSES]) assert.ok(isAllowed(host), host);
    assert.ok(!isAllowed('rebound.example.com'));
  });
});

describe('a server on any other address', () => {
  for (const address of ['0.0.0.0', '::', '10.1.2.3']) {
    it(`accepts every name, as the kubelet, Prometheus and Services need it (${address})`, () => {
      const isAllowed = createHostCheck(address, address, []);
      for (const host of [...CLUSTER, ...ADDRESSES, ...LOCAL, undefined]) assert.ok(isAllowed(host), host);
    });
  }

  it('accepts only configured names if there are some', () => {
    const isAllowed = createHostCheck('0.0.0.0', '0.0.0.0', ['podtail.logging.svc']);
    for (const host of ['podtail.logging.svc:9090', ...ADDRESSES]) assert.ok(isAllowed(host), host);
    assert.ok(!isAllowed('rebound.example.com'));
  });
});
