import type { Machine, Spread } from '../result.js';
import { median, spread } from '../statistics.js';
import type { Agent } from './agents.js';
import type { LiveCase } from './live-case.js';
import type { LiveFigures } from './measure-agent.js';

/** What a run of `bench -- peers` or `bench -- compare` came to. */
export interface LiveResult {
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly machine: Machine;
  readonly kind: 'peers' | 'compare';
  readonly runs: number;
  readonly seed: number;
  readonly smoke: boolean;
  readonly agents: readonly Pick<Agent, 'name' | 'version' | 'does'>[];
  readonly cases: readonly LiveCaseResult[];
}

export interface LiveCaseResult {
  readonly case: LiveCase;
  readonly agents: readonly LiveAgentResult[];
}

/** One agent in one case: each run's figures, or why there are none. */
export interface LiveAgentResult {
  readonly name: string;
  readonly runs: readonly LiveFigures[];
  readonly failure?: string;
}

export function spreadOf(runs: readonly LiveFigures[], figure: (run: LiveFigures) => number): Spread {
  return spread(runs.map(figure));
}

/**
 * The median of how a figure of one agent relates to another's, of the runs that stood side by side. Undefined if one
 * of them has no run, or the other took nothing that can be measured.
 */
export function ratioOf(
  one: LiveAgentResult,
  other: LiveAgentResult,
  figure: (run: LiveFigures) => number,
): number | undefined {
  const pairs = Math.min(one.runs.length, other.runs.length);
  if (pairs === 0) return undefined;
  const ratio = median(Array.from({ length: pairs }, (_, run) => figure(one.runs[run]!) / figure(other.runs[run]!)));
  return Number.isFinite(ratio) ? ratio : undefined;
}
