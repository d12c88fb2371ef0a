/** Whether a parsed JSON or YAML value is an object: a mapping of names to values. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
