import assert from 'node:assert/strict';
import type { ShippedRecord } from '../support/shipped-record.js';
import type { ScriptLines } from './container-scripts.js';
import type { DockerRun } from './docker-pod.js';

const RFC3339_NANO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/**
 * Fails unless the records of that run are exactly the lines of each stream, in order, each with the run's metadata and
 * Docker's time. Which of them are partial is the caller's business.
 */
export function assertShipped(records: readonly ShippedRecord[], run: DockerRun, lines: ScriptLines): void {
  const ofRun = records.filter((record) => record.container_id === run.containerId);
  for (const stream of ['stdout', 'stderr'] as const) {
    const ofStream = ofRun.filter((record) => record.stream === stream);
    assertSameLines(
      ofStream.map((record) => record.message),
      lines[stream],
      `${stream} of ${run.containerId}`,
    );
  }
  assert.equal(ofRun.length, lines.stdout.length + lines.stderr.length, 'no record has another stream');
  for (const { time, stream, message, partial, ...metadata } of ofRun) {
    const { namespace, pod, uid, container, restart, containerId } = run;
    assert.match(time, RFC3339_NANO);
    assert.deepEqual(metadata, { namespace, pod, uid, container, restart, container_id: containerId });
  }
}

/** Says where two long lists differ first, in few words. */
function assertSameLines(actual: readonly string[], expected: readonly string[], what: string): void {
  const index = expected.findIndex((line, at) => line !== actual[at]);
  if (index !== -1) {
    const [found, wanted] = [actual, expected].map((lines) => lines.slice(index, index + 3).map(shortened));
    assert.fail(`${what}, line ${index}: expected ${wanted!.join(', ')}; came ${found!.join(', ')}`);
  }
  assert.equal(actual.length, expected.length, `${what}: as many lines as were written`);
}

function shortened(line: string): string {
  return line.length <= 100
    ? JSON.stringify(line)
    : `${JSON.stringify(line.slice(0, 100))} (${line.length} characters)`;
}
