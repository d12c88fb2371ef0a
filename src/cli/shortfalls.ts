import type { Config } from '../config/config.js';
import { counted } from '../record/counted.js';
import type { DiagnosticFields } from '../record/diagnostics.js';
import type { PipelineStatus } from '../record/pipeline-status.js';
import type { SinkStatus } from '../record/sink-status.js';

/** Something that a run has not done, as it appears in the log. */
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
  const message = `could not save positions in ${stateDir}; delivered lines are sent again at the next start`;
  const unsaved = positions === undefined || positions.isSaved ? [] : [{ message, fields: {} }];
  const needed = sinks.filter(({ optional }) => !optional);
  return [...unsaved, ...needed.flatMap((sink) => lossesOf(sink, stateDir))];
}

function lossesOf({ name, deadLettersLost, lost }: SinkStatus, stateDir: string | undefined): Shortfall[] {
  const remedy =
    stateDir === undefined
      ? 'set --state-dir to keep them as dead letters'
      : `the dead letters in ${stateDir} are full; raise deadLetters.maxBytes, or run podtail replay`;
  const messages = [
    ...(deadLettersLost > 0
      ? [`lost ${counted(deadLettersLost, 'record')} that the sink ${name} did not take: ${remedy}`]
      : []),
    ...(lost > 0 ? [`the sink ${name} lost ${counted(lost, 'record')} that it had taken: check its server`] : []),
  ];
  return messages.map((message) => ({ message, fields: { sink: name } }));
}
