import type { ConfigResult } from '../config/load.js';
import { type ConfigProblem, formatPath, formatProblem } from '../config/problem.js';
import type { PrettyOptions } from '../encode/pretty/pretty-encoder.js';
import type { ConfigurationStatus } from '../record/configuration-status.js';
import type { DiagnosticFields, Diagnostics } from '../record/diagnostics.js';
import { UserError } from '../record/user-error.js';
import { type ConfigChanges, compareConfigs } from './config-changes.js';
import { createRouteChanges } from './create-delivery.js';
import { withOwnSinks } from './pipeline-config.js';
import type { PipelineParts } from './pipeline-parts.js';
import type { DefinedSink, DefinedTransform } from './program-parts.js';
import type { StatusService } from './serve-status.js';
import { createSourceTransforms, type TransformSurroundings } from './source-transforms.js';

/** What a program defines besides the configuration. */
export interface OwnParts {
  /** Instead of those of the configuration. */
  readonly sinks?: readonly DefinedSink[];
  /** After those of the configuration. */
  readonly transforms?: readonly DefinedTransform[];
}

/** The outcome of a reload: the changed keys, or the reason why the old configuration stays. */
export type ReloadOutcome =
  | { readonly kind: 'applied'; readonly changed: readonly string[] }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** The reason of a refusal. */
interface Refusal {
  readonly message: string;
  readonly fields: DiagnosticFields;
}

/** Runs reloads one after the other, and keeps their outcomes. */
export interface Reloading {
  /** @param running what is to be changed, once it runs; undefined where it never came to that */
  reload(running: Promise<PipelineParts | undefined>, next: ConfigResult, own: OwnParts): Promise<ReloadOutcome>;
  status(): ConfigurationStatus;
}

export interface ReloadSurroundings {
  readonly service: StatusService;
  readonly diagnostics: Diagnostics;
  readonly pretty: PrettyOptions | undefined;
  readonly transformSurroundings: TransformSurroundings;
}

export function createReloading(surroundings: ReloadSurroundings): Reloading {
  const { diagnostics } = surroundings;
  let status: ConfigurationStatus = { loadedAt: Date.now(), applied: 0, refused: 0 };
  let queue = Promise.resolve();

  async function reload(
    running: Promise<PipelineParts | undefined>,
    next: ConfigResult,
    own: OwnParts,
  ): Promise<ReloadOutcome> {
    const result = await prepareAndApply(running, next, own, surroundings);
    const time = Date.now();
    if (result.kind === 'refused') {
      for (const { message, fields } of result.refusals) {
        diagnostics.error(`podtail keeps the old configuration, because the new one is invalid: ${message}`, fields);
      }
      const problems = result.refusals.map(({ message }) => message);
      const last = { time, result: 'refused', changed: [], problems } as const;
      status = { ...status, refused: status.refused + 1, last };
      return { kind: 'refused', problems };
    }
    const { changed } = result;
    const what = changed.length === 0 ? 'no changes' : `changed ${changed.join(', ')}`;
    diagnostics.info(`the configuration was reloaded: ${what}`, { changed: changed.join(',') });
    const last = { time, result: 'applied', changed, problems: [] } as const;
    status = { ...status, loadedAt: time, applied: status.applied + 1, last };
    return { kind: 'applied', changed };
  }

  return {
    reload(running, next, own) {
      const outcome = queue.then(() => reload(running, next, own));
      queue = outcome.then(
        () => undefined,
        () => undefined,
      );
      return outcome;
    },
    status: () => status,
  };
}

type Exchange =
  | { readonly kind: 'applied'; readonly changed: ConfigChanges['keys'] }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] };

async function prepareAndApply(
  running: Promise<PipelineParts | undefined>,
  next: ConfigResult,
  own: OwnParts,
  surroundings: ReloadSurroundings,
): Promise<Exchange> {
  if (!next.ok) return refuse(next.problems.map(refusalOf));
  const parts = await running;
  if (parts === undefined || parts.control.isEnded) return refuse([NOT_RUNNING]);
  try {
    return await exchange(parts, next, own, surroundings);
  } catch (error) {
    if (error instanceof UserError) return refuse([{ message: error.message, fields: {} }]);
    throw error;
  }
}

const NOT_RUNNING: Refusal = { message: 'podtail is not running, or is stopping', fields: {} };

async function exchange(
  parts: PipelineParts,
  next: Extract<ConfigResult, { ok: true }>,
  own: OwnParts,
  { service, diagnostics, pretty, transformSurroundings }: ReloadSurroundings,
): Promise<Exchange> {
  const config = withOwnSinks(next.config, own.sinks);
  const { keys, needsRestart, sinks } = compareConfigs(parts.config, config);
  if (needsRestart.length > 0) {
    return refuse(
      needsRestart.map((path) => refusalOf({ kind: 'needsRestart', place: next.placeOf(path), key: formatPath(path) })),
    );
  }
  for (const { message, ...fields } of next.warnings) diagnostics.warn(message, fields);
  const routes = await createRouteChanges(sinks, config, diagnostics, pretty);
  const transforms = await createSourceTransforms(config, transformSurroundings, own.transforms);
  await service.serve(config);
  if (parts.control.isEnded) return refuse([NOT_RUNNING]);
  // The following steps neither wait nor fail. So no record sees a mix of the old and the new configuration.
  parts.config = config;
  parts.transforms = transforms;
  parts.delivery.reroute(routes, { memory: config.limits.memory, grace: config.shutdown.grace });
  parts.reloads.tell(keys);
  return { kind: 'applied', changed: keys };
}

function refuse(refusals: readonly Refusal[]): Exchange {
  return { kind: 'refused', refusals };
}

function refusalOf(problem: ConfigProblem): Refusal {
  const { place } = problem;
  const where =
    place.kind === 'file' ? { file: place.name, ...(place.line === undefined ? {} : { line: place.line }) } : {};
  const key = 'key' in problem && problem.key !== '' ? { key: problem.key } : {};
  return { message: formatProblem(problem), fields: { ...where, ...key } };
}
