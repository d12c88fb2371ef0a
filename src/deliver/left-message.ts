import { counted } from '../record/counted.js';

/** The last message about records that a sink did not take. */
export function leftMessage(records: number, sink: string, isOptional: boolean): string {
  const what = `could not deliver ${counted(records, 'record')} to the sink ${sink} at the last attempt`;
  return isOptional
    ? `${what}, dropped because the sink is optional`
    : `${what}; with --state-dir, podtail tries again at the next start`;
}
