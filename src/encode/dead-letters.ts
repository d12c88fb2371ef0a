import { isObject } from '../record/is-object.js';

/** Whether a parsed JSON value is an object whose values all pass a test. */
export function isMapOf<Value>(
  value: unknown,
  isKind: (value: unknown) => value is Value,
): value is Readonly<Record<string, Value>> {
  return isObject(value) && Object.values(value).every(isKind);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}
