/** Whether a value that was read as JSON or YAML is an object: a mapping of names to values. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
