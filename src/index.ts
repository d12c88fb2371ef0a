/**
 * podtail as a library: the same pipeline that the command runs.
 *
 * ```ts
 * import { createConfig, createPipeline, createStructuredLog } from 'podtail';
 * ```
 */
export type { Config, ConfigInput } from './config/config.js';
export { type ConfigResult, createConfig } from './config/load.js';
export { type ConfigProblem, formatProblem } from './config/problem.js';
export { type LogListing, listLogs } from './inspect/listing.js';
export { createStructuredLog } from './os/structured-log.js';
export { createPipeline, type Pipeline, type PipelineOptions, type PrettyOutput } from './pipeline/pipeline.js';
export type { DefinedSink, DefinedTransform } from './pipeline/program-parts.js';
export type { OwnParts, ReloadOutcome } from './pipeline/reload.js';
export { defineSink, type SinkBatch, type SinkDefinition } from './plugins/define-sink.js';
export {
  defineTransform,
  type TransformDefinition,
  type TransformRecord,
} from './plugins/define-transform.js';
export type { AbandonedBytes, AbandonReason } from './record/abandoned.js';
export type { ConfigurationStatus, ReloadStatus } from './record/configuration-status.js';
export type { Counters } from './record/counters.js';
export type { DiagnosticFields, Diagnostics } from './record/diagnostics.js';
export type { PodMetadata } from './record/log-source.js';
export type { FileStatus, LogProblem, LogStatus } from './record/log-status.js';
export type { PipelineStatus, PositionsStatus } from './record/pipeline-status.js';
export type { SendOutcome } from './record/sink.js';
export type { RequestTimes, SinkFailure, SinkStatus } from './record/sink-status.js';
export { type ReplayOptions, type ReplayResult, replayFile } from './replay/replay-file.js';
