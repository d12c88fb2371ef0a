/** An error that the user has to resolve. The message says what happened, to what, and what to do. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
