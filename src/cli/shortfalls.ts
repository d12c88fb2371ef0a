import type { Config } from '../config/config.js';
import type { DiagnosticFields } from '../record/diagnostics.js';
import type { PipelineStatus } from '../record/pipeline-status.js';
import type { SinkStatus } from '../record/sink-status.js';

/** Something that a run has not done, as it stands in the log. */
export interface Shortfall {
  readonly message: string;
  readonly fields: DiagnosticFields;
}

/**
 * What a run that was to read all there is, deliver it and save its positions has not done of that, and what to do; none
 * where it has done all. What an optional sink did not get is not asked for.
 */
export function shortfallsOf(
  { positions, sinks }: Pick<PipelineStatus, 'positions' | 'sinks'>,
  { stateDir }: Pick<Config, 'stateDir'>,
): Shortfall[] {
  const message = `positions could not be saved in ${stateDir}: what was delivered comes again at the next start`;
  const unsaved = positions === undefined || positions.isSaved ? [] : [{ message, fields: {} }];
  const needed = sinks.filter(({ optional }) => !optional);
  return [...unsaved, ...needed.flatMap((sink) => lossesOf(sink, stateDir))];
}

function lossesOf({ name, deadLettersLost, lost }: SinkStatus, stateDir: string | undefined): Shortfall[] {
  const remedy =
    stateDir === undefined
      ? 'with --state-dir they would be kept as dead letters'
      : `the dead letters in ${stateDir} had no room for them: a larger deadLetters.maxBytes, or podtail replay, makes some`;
  const messages = [
    ...(deadLettersLost > 0
      ? [`${deadLettersLost} records that the sink ${name} did not take are lost: ${remedy}`]
      : []),
    ...(lost > 0 ? [`${lost} records are lost that the sink ${name} took, and lost itself: see to its server`] : []),
  ];
  return messages.map((message) => ({ message, fields: { sink: name } }));
}
