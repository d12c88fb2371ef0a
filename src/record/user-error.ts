/** Something that the user has to see to; the message says what happened, to what, and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
