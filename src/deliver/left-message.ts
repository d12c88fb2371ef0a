/** What is said in the end of records that a sink did not take. */
export function leftMessage(records: number, sink: string, isOptional: boolean): string {
  const what = `${records} records were not delivered to the sink ${sink}, which did not take them at the last try`;
  return isOptional
    ? `${what}; it is optional, so they are dropped`
    : `${what}; with --state-dir they are read again at the next start`;
}
