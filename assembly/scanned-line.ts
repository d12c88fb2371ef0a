/**
 * What a scan found in one physical line: words at the start of the memory, read by `src/decode/scanner.ts`. Texts are
 * given as indexes from `base`, the address of the scanned bytes, on.
 */

const STREAM: usize = 0;
const COMPLETE: usize = 4;
const VERBATIM: usize = 8;
const MESSAGE_START: usize = 12;
const MESSAGE_END: usize = 16;
const TIME_START: usize = 20;
const TIME_END: usize = 24;

/** `RecordFlag.stdout` and `RecordFlag.stderr`. */
export const STDOUT: i32 = 1;
export const STDERR: i32 = 2;
/** `RecordFlag.verbatim`, times `isVerbatim()`. */
export const VERBATIM_FLAG: i32 = 8;

export function setStream(stream: i32): void {
  store<i32>(STREAM, stream);
}

export function setTime(start: usize, end: usize): void {
  store<i32>(TIME_START, <i32>start);
  store<i32>(TIME_END, <i32>end);
}

/** @param isVerbatim whether the message holds no byte that JSON escapes */
export function setMessage(start: usize, end: usize, isVerbatim: bool): void {
  store<i32>(MESSAGE_START, <i32>start);
  store<i32>(MESSAGE_END, <i32>end);
  store<i32>(VERBATIM, isVerbatim);
}

/** @param isComplete whether the line ends here, and not in a later line of the same stream */
export function setComplete(isComplete: bool): void {
  store<i32>(COMPLETE, isComplete);
}

export function isComplete(): bool {
  return load<i32>(COMPLETE) != 0;
}

export function messageStart(): i32 {
  return load<i32>(MESSAGE_START);
}

export function messageEnd(): i32 {
  return load<i32>(MESSAGE_END);
}

export function timeStart(): i32 {
  return load<i32>(TIME_START);
}

export function timeEnd(): i32 {
  return load<i32>(TIME_END);
}

/** The record's flags that follow from the line. */
export function lineFlags(): i32 {
  return load<i32>(STREAM) | (load<i32>(VERBATIM) * VERBATIM_FLAG);
}
