import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createNodeRotation } from '../../src/sinks/elasticsearch/node-rotation.js';

describe('the rotation of nodes', () => {
  it('begins with another node at each call', () => {
    const rotation = createNodeRotation(['a', 'b', 'c']);
    const orders = [0, 1, 2, 3].map(() => rotation.order(0).join(''));
    assert.deepEqual(orders, ['abc', 'bca', 'cab', 'abc']);
  });

  it('puts a failed node last until its pause is over, which grows with each failure', () => {
    const rotation = createNodeRotation(['a', 'b']);
    rotation.failed('a', 0);
    assert.deepEqual([rotation.order(4999).join(''), rotation.order(4999).join('')], ['ba', 'ba']);
    assert.deepEqual([rotation.order(5000).join(''), rotation.order(5000).join('')], ['ab', 'ba']);
    rotation.failed('a', 5000);
    assert.equal(rotation.order(14_999).join(''), 'ba');
    for (let failure = 0; failure < 20; failure++) rotation.failed('a', 0);
    rotation.order(300_000);
    assert.equal(rotation.order(300_000).join(''), 'ab');
  });

  it('notices that a node works again', () => {
    const rotation = createNodeRotation(['a', 'b']);
    rotation.failed('a', 0);
    rotation.worked('a');
    assert.equal(rotation.order(1).join(''), 'ab');
    rotation.failed('a', 1);
    rotation.order(1);
    assert.equal(rotation.order(5001).join(''), 'ab');
  });

  it('leaves none out when all failed, and begins with the one that paused longest', () => {
    const rotation = createNodeRotation(['a', 'b']);
    rotation.failed('b', 0);
    rotation.failed('a', 1);
    assert.equal(rotation.order(2).join(''), 'ba');
  });
});
