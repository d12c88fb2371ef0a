import type { OptionValues } from '../config/load.js';
import type { LogLevel } from '../os/structured-log.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import type { DiagnosticFields, Diagnostics } from '../record/diagnostics.js';
import { UserError } from '../record/user-error.js';
import { type Command, ExitStatus } from './command.js';
import { configurationOptions, logLevelOption, terminalOptions } from './options.js';
import { startReloading } from './reloading.js';
import { loadSettings, readLogLevel } from './settings.js';
import { shortfallsOf } from './shortfalls.js';
import { takeHangUps, takeStops } from './signals.js';
import { prettyOutput, showsProgress } from './terminal.js';

/** Follows the logs and ships them. */
export const runCommand: Command = {
  name: 'run',
  description: 'Follow the logs and ship them',
  options: [...configurationOptions, ...terminalOptions, logLevelOption],
  examples: [
    ['podtail', 'Follow all pods of this node, and print their records'],
    ["podtail --namespace shop --pod 'web-*' '!*-canary'", 'Follow only some pods'],
    ['podtail --once --sink null', 'Read everything that exists, count it, and exit'],
    ["podtail --once --since 1h --pod 'web-*'", 'Print what some pods wrote in the last hour, also from rotated files'],
    ['podtail -c podtail.yaml --label cluster=west', 'Use a configuration file, and add a label'],
    ['podtail -c podtail.yaml --watch-config', 'Reload that file when it changes (SIGHUP reloads it, too)'],
  ],
  run: (values) => runPipeline(values),
};

/** Runs a pipeline until it ends, then ends the process. `input` is read instead of the discovered files. */
export async function runPipeline(values: OptionValues, input?: NodeJS.ReadableStream): Promise<ExitStatus> {
  const stops = takeStops();
  const hangUps = takeHangUps();
  const level = await readLogLevel(values);
  const warnings: { readonly message: string; readonly fields: DiagnosticFields }[] = [];
  const loaded = await loadSettings(values, (message, fields = {}) => warnings.push({ message, fields }));
  if (level === undefined || loaded === undefined) return ExitStatus.usage;

  const { createPipeline } = await import('../pipeline/pipeline.js');
  const isTerminal = process.stderr.isTTY === true;
  const diagnostics = await createLog(level, isTerminal);
  for (const { message, fields } of warnings) diagnostics.warn(message, fields);
  process.on('uncaughtException', (error) => failAtOnce(diagnostics, error));
  let status: ExitStatus = ExitStatus.done;
  try {
    const terminals = { stdout: process.stdout.isTTY === true, stderr: process.stderr.isTTY === true };
    const pretty = prettyOutput(values, process.env, terminals);
    const pipeline = createPipeline(loaded.config, {
      diagnostics,
      ...(input === undefined ? {} : { input }),
      ...(pretty === undefined ? {} : { pretty }),
    });
    let isStopped = false;
    const stop = (): void => {
      isStopped = true;
      pipeline.stop();
    };
    stops.listen(stop);
    const ended = pipeline.run();
    // What becomes of it is seen below.
    ended.catch(() => undefined);
    const reloading = startReloading({ ...pipeline, stop }, values, loaded, diagnostics, hangUps);
    const progress = showsProgress(loaded.config, terminals) ? await progressOf(pipeline) : undefined;
    await ended.finally(() => {
      progress?.stop();
      reloading.stop();
    });
    // Whoever stops it earlier takes what there is by then.
    const isToDoAll = (loaded.config.once || input !== undefined) && !isStopped;
    for (const { message, fields } of isToDoAll ? shortfallsOf(pipeline.status(), loaded.config) : []) {
      diagnostics.error(message, fields);
      status = ExitStatus.failed;
    }
    const { abandoned: _, refused: __, matched: ___, ...totals } = pipeline.counters;
    diagnostics.info(isTerminal ? finishedText(pipeline) : 'finished', totals);
  } catch (error) {
    failAtOnce(diagnostics, error);
  }
  // What was read is delivered and the log is written; a handle that is still open must not keep the process.
  process.exit(status);
}

/** Text for people on a terminal, JSON elsewhere. */
async function createLog(level: LogLevel, isTerminal: boolean): Promise<Diagnostics> {
  if (isTerminal) return (await import('../os/text-log.js')).createTextLog({ level });
  return (await import('../os/structured-log.js')).createStructuredLog({ level });
}

function finishedText({ counters, status }: Pipeline): string {
  const lost = status().sinks.reduce((sum, sink) => sum + sink.deadLettersLost + sink.lost, 0);
  const others = Object.entries({
    filtered: counters.filtered,
    rejected: counters.rejected,
    dropped: counters.dropped,
  });
  const more = others.filter(([, records]) => records > 0).map(([what, records]) => `, ${records} ${what}`);
  return `finished: ${counters.records} records, ${lost} lost${more.join('')}`;
}

async function progressOf(pipeline: Pipeline) {
  const { startProgress } = await import('./progress.js');
  return startProgress(pipeline.status);
}

function failAtOnce(diagnostics: Diagnostics, error: unknown): never {
  if (error instanceof UserError) {
    diagnostics.error(error.message);
    process.exit(ExitStatus.failed);
  }
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  diagnostics.error(`unexpected error, podtail stops: ${message}`, { stack });
  process.exit(ExitStatus.failed);
}
