import type { SendOutcome } from '../../record/sink.js';
import type { SecretMask } from './mask-secrets.js';

/** Masks secrets in the reasons of an outcome, which appear in the log, in the status and in the dead letters. */
export function maskOutcome(outcome: SendOutcome, mask: SecretMask): SendOutcome {
  switch (outcome.kind) {
    case 'delivered': {
      const { lost } = outcome;
      return lost === undefined ? outcome : { ...outcome, lost: { ...lost, reason: mask(lost.reason) } };
    }
    case 'partial': {
      const rejected = outcome.rejected.map((record) => ({ ...record, reason: mask(record.reason) }));
      const refused = outcome.refused?.map((destination) => ({ ...destination, reason: mask(destination.reason) }));
      const masked = { ...outcome, reason: mask(outcome.reason), rejected };
      return refused === undefined ? masked : { ...masked, refused };
    }
    default:
      return { ...outcome, reason: mask(outcome.reason) };
  }
}
