import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { agentOf } from '../../../bench/live/agents.js';
import { parseLiveOptions } from '../../../bench/live/live-options.js';

describe('the options of the live benchmark', () => {
  it('runs every case three times by default', () => {
    const options = parseLiveOptions(['peers']);
    assert.equal(options?.runs, 3);
    assert.equal(options?.cases.length, 5);
  });

  it('accepts two checkouts to compare', () => {
    assert.deepEqual(parseLiveOptions(['compare', 'a', 'b', '--smoke'])?.checkouts, ['a', 'b']);
    assert.throws(() => parseLiveOptions(['compare', 'a']), /compare takes 2 checkouts, found 1/);
  });

  it('lists the known cases if one is unknown', () => {
    assert.throws(() => parseLiveOptions(['peers', '--cases', 'bussy']), /there is no 'bussy', expected busy-5, /);
  });

  it('fills in the command line of an external agent', () => {
    const agent = agentOf('mine=ship --logs {logs} --to {url}/in');
    const place = { logs: '/l/*.log', containers: '/c', state: '/s', url: 'http://127.0.0.1:1', compresses: false };
    assert.deepEqual(agent.command(place), {
      program: 'ship',
      args: ['--logs', '/l/*.log', '--to', 'http://127.0.0.1:1/in'],
    });
    assert.throws(() => agentOf('ship --logs'), /expected NAME=COMMAND/);
  });
});
