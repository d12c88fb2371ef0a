import type { Payload } from '../../record/payload.js';

/**
 * Loads snappy, which is a library for each kind of machine, and makes what compresses payloads in its threads, in the
 * block format.
 */
export async function loadSnappy(): Promise<(payload: Payload) => Promise<Buffer>> {
  const { compress } = await import('snappy').catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`there is no snappy for this machine (${why}); set encoding to json`);
  });
  return ({ buffer, length }) => compress(buffer.subarray(0, length));
}
