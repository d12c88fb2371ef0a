import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RecordStarts, type StartShape, startShape } from '../../../src/transform/multiline/record-starts.js';

const SHAPES: readonly (readonly [line: string, shape: StartShape | undefined])[] = [
  ['2024-05-01 10:00:00,123 ERROR failed', 'time'],
  ['2024-05-01T10:00:00.123456Z\tinfo\tenvoy', 'time'],
  ['[2024-05-01 10:00:00.123][1][info][main] x', 'time'],
  ['2024/05/01 10:00:00 [error] 29#29: *1 open() failed', 'time'],
  ['[Wed May 01 10:00:00.123456 2024] [core:error] x', 'time'],
  ['I, [2024-05-01T10:00:00.123456 #7]  INFO -- : x', 'time'],
  ['1:M 01 May 2024 10:00:00.123 * Ready', 'time'],
  ['[Nest] 1  - 05/01/2024, 10:00:00 AM   ERROR [x] boom', 'time'],
  ['<30>May  1 10:00:00 host app: x', 'time'],
  ['[10:00:00.000] ERROR (123): failed', 'time'],
  ['INFO:     2024-05-01 10:00:00 x', 'time'],
  ['time="2024-05-01T10:00:00Z" level=info msg=x', 'time'],
  ['ERROR [CompactionExecutor:2] 2024-05-01 10:00:00,123 CompactionTask.java:322 - failed', 'time'],
  ['E0501 10:00:00.000000       1 runtime.go:79] Observed a panic', 'klog'],
  ['{"level":"info","msg":"x"}', 'json'],
  ['level=info msg=x', 'logfmt'],
  ['ERROR:root:failed', 'level'],
  ['[error] x', 'level'],
  ['warn: Shop[0]', 'level'],
  ['10.0.0.1 - - [01/May/2024:10:00:00 +0000] "GET / HTTP/1.1" 200', 'dated'],
  ['ready', undefined],
  ['\tat a.B.c(B.java:1)', undefined],
  ['java.lang.IllegalStateException: x', undefined],
  ['goroutine 1 [running]:', undefined],
  ['Information about it', undefined],
  ['', undefined],
];

describe('startShape', () => {
  for (const [line, shape] of SHAPES) {
    it(`returns ${shape ?? 'no shape'} for ${JSON.stringify(line)}`, () => assert.equal(startShape(line), shape));
  }
});

describe('the learned shape of first lines', () => {
  const told = (...lines: readonly string[]): RecordStarts => {
    const starts = new RecordStarts();
    for (const line of lines) starts.observe(line);
    return starts;
  };
  const timed = Array.from({ length: 5 }, (_, second) => `2024-05-01 10:00:0${second} INFO x`);

  it('is certain after a few lines that all have it', () => {
    assert.equal(told(...timed.slice(1)).isSure, false);
    assert.equal(told(...timed).isSure, true);
  });

  it('is not certain if other lines stand alone, but ignores indented and empty ones', () => {
    assert.equal(told(...timed, 'plain').isSure, false);
    assert.equal(told(...timed, '  plain', '').isSure, true);
  });

  it('ignores lines before the first one that has it', () => {
    assert.equal(told('banner', ...timed).isSure, true);
  });

  it('is certain again long after the last line without it', () => {
    const starts = told(...timed, 'banner', 'banner');
    for (let line = 0; line < 200; line++) starts.observe(timed[0]!);
    assert.equal(starts.isSure, true);
  });

  it('includes a shape that was seen twice', () => {
    assert.equal(told('ERROR: x').areKnownAs('level'), false);
    assert.equal(told('ERROR: x', 'INFO: y').areKnownAs('level'), true);
  });
});
