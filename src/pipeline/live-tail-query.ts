import { findLevels, MATCHED_LEVELS } from '../config/match-fields.js';
import type { PipelineConfig, SinkConfig } from './pipeline-config.js';

type SinkMatch = Exclude<SinkConfig['match'], undefined>;

/** The records that a viewer wants to see, or what is wrong with the request. */
export type TailQuery =
  | { readonly ok: true; readonly match: SinkMatch }
  | { readonly ok: false; readonly problem: string };

const LISTS = ['namespace', 'pod', 'container'] as const;
const KEYS: readonly string[] = [...LISTS, 'label', 'stream', 'level'];
const STREAMS = ['stdout', 'stderr'] as const;

/**
 * Parses a query such as `namespace=shop&pod=web-*&label=app=web&stream=stderr&level=error`. It means the same as
 * `match` of a sink. Each key may appear several times.
 */
export function parseTailQuery(query: URLSearchParams, { transforms }: Pick<PipelineConfig, 'transforms'>): TailQuery {
  const unknown = [...query.keys()].find((key) => !KEYS.includes(key));
  if (unknown !== undefined) return refuse(`unknown parameter ${unknown}; known are ${KEYS.join(', ')}`);
  const [namespace, pod, container] = LISTS.map((key) => query.getAll(key)) as [string[], string[], string[]];
  const labels = new Map<string, string[]>();
  for (const label of query.getAll('label')) {
    const at = label.indexOf('=');
    if (at < 1) return refuse(`label: expected NAME=PATTERN, found ${label}`);
    const name = label.slice(0, at);
    labels.set(name, [...(labels.get(name) ?? []), label.slice(at + 1)]);
  }
  const streams = query.getAll('stream');
  const stream = STREAMS.find((name) => name === streams[0]);
  if (streams.length > 1 || (streams.length === 1 && stream === undefined)) {
    return refuse(`stream: expected stdout or stderr, found ${streams.join(', ')}`);
  }
  const level = query.getAll('level').map((given) => MATCHED_LEVELS.find((name) => name === given));
  if (level.includes(undefined)) return refuse(`level: expected ${MATCHED_LEVELS.join(', ')}`);
  if (level.length > 0 && !findLevels(transforms)) {
    return refuse('level: the transforms of this podtail find no levels (json, parse, or level: detect)');
  }
  return {
    ok: true,
    match: {
      ...{ namespace, pod, container, labels: Object.fromEntries(labels) },
      ...(stream === undefined ? {} : { stream }),
      ...(level.length === 0 ? {} : { level: level.filter((one) => one !== undefined) }),
    },
  };
}

function refuse(problem: string): TailQuery {
  return { ok: false, problem };
}
