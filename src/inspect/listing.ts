import fs from 'node:fs';
import { readPositions } from '../checkpoint/position-store.js';
import type { Config } from '../config/config.js';
import { type FormatName, recogniseFormat, type ScannedText } from '../decode/line-format.js';
import { createScanner } from '../decode/scanner.js';
import { createDiscovery } from '../discover/discovery.js';
import { createSilentWatches } from '../os/directory-watches.js';
import { openLog } from '../os/open-log.js';
import type { ReadRules } from '../os/read-rules.js';
import { OWN_LOG, ownLogs } from '../pipeline/own-log.js';
import { EXCLUDED, isExcludedByPod, obeyedAnnotations } from '../pipeline/pod-annotations.js';
import { createReadRules } from '../pipeline/read-rules.js';
import { createSinkRouting } from '../pipeline/routing.js';
import { fromSavedPosition, isBacklog } from '../pipeline/saved-files.js';
import type { Diagnostics } from '../record/diagnostics.js';
import type { LogSource, PodMetadata } from '../record/log-source.js';
import type { PodDetails } from '../record/pod-details.js';
import { createRecordBlock } from '../record/record-block.js';
import { findRemembered } from '../tail/files/find-remembered.js';

/** What would be done with one log. */
export interface LogListing {
  /** As discovery finds it. */
  readonly path: string;
  /** Where it leads, all links followed. */
  readonly target?: string;
  readonly metadata: PodMetadata;
  readonly containerId?: string;
  /** What the cluster says of its pod; left out where nothing is known. */
  readonly pod?: PodDetails;
  /** What its first lines, or the configuration, say; left out where they say nothing. */
  readonly format?: FormatName;
  /** Bytes. */
  readonly size?: number;
  /** Byte offset from which it would be read on: a saved one, or else that of `startAt`. */
  readonly offset?: number;
  /** Names of the sinks that get records of it. */
  readonly sinks: readonly string[];
  /** Why it is not read. */
  readonly problem?: string;
}

/** How much of a file is looked at to find out its format, in bytes. */
const SAMPLE_BYTES = 64 * 1024;

/**
 * Lists the logs that a configuration finds now, in the order of their paths, with what would keep each from being read.
 * Throws a `UserError` where saved positions cannot be read.
 *
 * @param describe adds what is known of a log's pod; not given: nothing is
 */
export function listLogs(
  config: Config,
  diagnostics: Diagnostics,
  describe: (source: LogSource) => LogSource = (source) => source,
): LogListing[] {
  const sources: LogSource[] = [];
  const discovery = createDiscovery(config, createSilentWatches(), diagnostics, {
    onFound: (source) => sources.push(describe(source)),
    onGone: () => {},
  });
  discovery.start();
  discovery.close();
  const rules = createReadRules(config);
  sources.sort((a, b) => (a.path < b.path ? -1 : 1));
  const sample = createSample();
  const positions = config.stateDir === undefined ? [] : readPositions(config.stateDir, () => undefined);
  const isOwnLog = ownLogs(config);
  const obeysExclude = obeyedAnnotations(config).has('exclude');
  const sinksOf = createSinksOf(config);
  const listings = sources.map((source) => {
    const told = { path: source.path, ...toldOf(source), sinks: sinksOf(source) };
    if (isOwnLog(source)) return { ...told, problem: OWN_LOG };
    if (obeysExclude && isExcludedByPod(source)) return { ...told, problem: EXCLUDED };
    if (told.sinks.length === 0) return { ...told, problem: 'no sink takes it' };
    const listing = { ...told, ...listLog(source, config, rules, sample) };
    if (listing.size === undefined || listing.problem !== undefined) return listing;
    const own = positions.filter((position) => position.path === source.path && !isBacklog(position));
    const saved = own.map(fromSavedPosition);
    const found = findRemembered(source.path, saved, rules);
    const live = saved.find((file) => found.get(file)?.isLive);
    return { ...listing, offset: live?.offset ?? (config.startAt === 'end' ? listing.size : 0) };
  });
  rules.close();
  return listings;
}

/** Says which sinks get records of a log. */
function createSinksOf(config: Config): (source: LogSource) => string[] {
  const sinks = config.sinks.map(({ name, match }) => ({ name, ...createSinkRouting(match, config) }));
  return (source) => sinks.flatMap(({ name, mismatches }) => (mismatches(source).length === 0 ? [name] : []));
}

function toldOf({ metadata, containerId, pod }: LogSource) {
  return { metadata, ...(containerId === undefined ? {} : { containerId }), ...(pod === undefined ? {} : { pod }) };
}

function listLog(
  { path }: LogSource,
  config: Config,
  rules: ReadRules,
  sample: ScannedText,
): Pick<LogListing, 'target' | 'size' | 'format' | 'problem'> {
  const opened = openLog(path, rules);
  if (opened.kind !== 'opened') return { problem: opened.reason };
  const { descriptor, target, size } = opened;
  try {
    const format = config.format === 'auto' ? sampleFormat(descriptor, sample) : config.format;
    return { target, size, ...(format === undefined ? {} : { format }) };
  } catch (error) {
    return { target, size, problem: (error as Error).message };
  } finally {
    fs.closeSync(descriptor);
  }
}

function createSample(): ScannedText {
  const block = createRecordBlock(0, SAMPLE_BYTES);
  return { block, scanner: createScanner(block) };
}

function sampleFormat(descriptor: number, sample: ScannedText): FormatName | undefined {
  const length = fs.readSync(descriptor, sample.block.bytes, 0, SAMPLE_BYTES, 0);
  return recogniseFormat(sample, length);
}
