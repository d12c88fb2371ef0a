import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSubscribers } from '../../src/pipeline/subscribers.js';

describe('subscribers', () => {
  it('are all called in the order of subscription, and one does not affect the others', () => {
    const heard: string[] = [];
    const subscribers = createSubscribers<[what: string]>();
    subscribers.subscribe((what) => heard.push(`first ${what}`));
    subscribers.subscribe((what) => heard.push(`second ${what}`));
    subscribers.tell('room');
    assert.deepEqual(heard, ['first room', 'second room']);
  });

  it('are not called after they ended their own subscription', () => {
    let heard = 0;
    const subscribers = createSubscribers();
    const listener = (): void => void heard++;
    const end = subscribers.subscribe(listener);
    subscribers.subscribe(listener);
    end();
    subscribers.tell();
    assert.equal(heard, 1);
  });

  it('may end their subscription, or add another one, while they are called', () => {
    const heard: string[] = [];
    const subscribers = createSubscribers();
    const end = subscribers.subscribe(() => {
      heard.push('once');
      end();
      subscribers.subscribe(() => heard.push('later'));
    });
    subscribers.tell();
    subscribers.tell();
    assert.deepEqual(heard, ['once', 'later']);
  });
});
