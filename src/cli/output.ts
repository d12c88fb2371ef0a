import { UserError } from '../record/user-error.js';

/** Writes text to standard output. */
export function print(text: string): void {
  write(process.stdout, text);
}

/** Writes one line about a problem to standard error. */
export function complain(line: string): void {
  write(process.stderr, `podtail: ${line}\n`);
}

/** What an action comes to; complains, and gives nothing, where the user has to see to something first. */
export function tryOrComplain<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    return complainOf(error);
  }
}

/** The same for an action that takes time; gives nothing, too, where the action gives nothing. */
export async function awaitOrComplain<Result>(action: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await action();
  } catch (error) {
    return complainOf(error);
  }
}

function complainOf(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
  complain(error.message);
}

/** Whether nobody reads standard output any more. */
export function isOutputGone(): boolean {
  return process.stdout.destroyed;
}

/** A reader that has gone (`podtail schema | head -1`) has read what it wanted, so that is no error. */
function write(stream: NodeJS.WriteStream, text: string): void {
  if (stream.listenerCount('error') === 0) stream.on('error', () => {});
  stream.write(text);
}
