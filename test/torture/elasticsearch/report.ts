import { describeEndings } from '../report.js';
import type { ElasticsearchOutcome } from './torture.js';

/** What a run came to, in a few lines. */
export function summarizeElasticsearch(outcome: ElasticsearchOutcome): string[] {
  const { findings, lives, lines, documents, tally, troubles, unanswered, halts, peakMemory } = outcome;
  const { requests, operations, created, conflicts, putOff, renamed } = tally;
  const list = (counts: ReadonlyMap<string, number>): string =>
    [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [
    `${lines} lines written, ${documents} documents; ${describeEndings(lives)}`,
    `${operations} operations in ${requests} requests: ${created} answered with 201, ${conflicts} with 409, ${putOff} put off; ${renamed} of compressed files whose ids could not be saved`,
    `troubles of requests: ${list(troubles)}; the server was halted ${halts} times, and ${unanswered} requests had no answer`,
    `${Math.round(peakMemory / 1e6)} MB resident at most; faults: ${list(findings.counts) || 'none'}`,
  ];
}
