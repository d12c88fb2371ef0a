import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import { takeHangUps, takeStops } from '../../src/cli/signals.js';

function createRoom() {
  const heard: string[] = [];
  const from = Object.assign(new EventEmitter(), { exit: (status: number) => heard.push(`exit ${status}`) });
  return { heard, from, hear: (what: string) => () => heard.push(what) };
}

describe('a signal to stop', () => {
  for (const [first, second] of [
    ['SIGTERM', 'SIGINT'],
    ['SIGINT', 'SIGTERM'],
  ] as const) {
    it(`(${first}) reaches the listener, and a second one (${second}) ends the process`, () => {
      const { heard, from, hear } = createRoom();
      takeStops(from).listen(hear('stop'));
      from.emit(first);
      assert.deepEqual(heard, ['stop']);
      from.emit(second);
      assert.equal(heard[1], 'exit 1');
    });
  }

  it('that comes before there is a listener is delivered later, and a second one ends the process at once', () => {
    const { heard, from, hear } = createRoom();
    const stops = takeStops(from);
    from.emit('SIGTERM');
    stops.listen(hear('stop'));
    assert.deepEqual(heard, ['stop']);

    const other = createRoom();
    takeStops(other.from);
    other.from.emit('SIGTERM');
    other.from.emit('SIGTERM');
    assert.deepEqual(other.heard, ['exit 1']);
  });
});

describe('a signal to hang up', () => {
  it('is delivered each time, and earlier ones are delivered once when a listener is added', () => {
    const { heard, from, hear } = createRoom();
    const hangUps = takeHangUps(from);
    from.emit('SIGHUP');
    from.emit('SIGHUP');
    hangUps.listen(hear('hang up'));
    assert.deepEqual(heard, ['hang up']);
    from.emit('SIGHUP');
    from.emit('SIGHUP');
    assert.equal(heard.length, 3);
  });
});
