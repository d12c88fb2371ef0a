import type { Diagnostics } from '../record/diagnostics.js';
import { complain } from './output.js';

/** What there is to say, as plain lines on standard error: for a command that a person runs. */
export const plainDiagnostics: Diagnostics = {
  info: () => {},
  warn: complain,
  error: complain,
  problem: (_, message) => complain(message),
  solved: () => {},
};
