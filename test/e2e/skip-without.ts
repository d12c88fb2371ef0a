import type { TestContext } from 'node:test';

/**
 * Skips a test that lacks something, and says whether it did. Where PODTAIL_REQUIRE_SERVERS is 1, it throws instead.
 *
 * @param missing what it lacks; undefined if it lacks nothing
 */
export function skipWithout(t: Pick<TestContext, 'skip'>, missing: string | undefined): boolean {
  if (missing === undefined) return false;
  if (process.env.PODTAIL_REQUIRE_SERVERS === '1') throw new Error(missing);
  t.skip(missing);
  return true;
}
