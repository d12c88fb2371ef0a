import { EventEmitter, once } from 'node:events';
import type { TestContext } from 'node:test';
import { createDiscovery, type Discovery, type DiscoveryOptions } from '../../src/discover/discovery.js';
import { createDirectoryWatches, createSilentWatches, type DirectoryWatches } from '../../src/os/directory-watches.js';
import type { LogSource } from '../../src/record/log-source.js';
import { createSpokenDiagnostics, type SpokenDiagnostics } from '../support/spoken-diagnostics.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** A discovery over a real folder, and what it has found there. */
export interface DiscoveryRoom {
  readonly folder: string;
  readonly discovery: Discovery;
  readonly watches: DirectoryWatches;
  readonly diagnostics: SpokenDiagnostics;
  /** The sources that were found and are not gone, by path. */
  readonly sources: ReadonlyMap<string, LogSource>;
  /** The paths of those, relative to the folder and sorted. */
  present(): string[];
  /** What was said since the last call: `found a.log`, `gone a.log`. */
  take(): string[];
  /** Waits, without any sweep, until a condition holds after some event. */
  until(condition: () => boolean): Promise<void>;
}

export interface DiscoveryRoomOptions extends Partial<DiscoveryOptions> {
  /** Whether the system's watches are used (default no: sweeps must do). */
  readonly isWatching?: boolean;
}

/** Milliseconds; only a test that fails waits as long. */
const DEADLINE = 60_000;
const NO_FILTERS = { exclude: [], namespace: [], pod: [], container: [], metadata: {} };

/** Makes a room; `include` are globs that begin at its folder. */
export function createDiscoveryRoom(t: TestContext, options: DiscoveryRoomOptions): DiscoveryRoom {
  const { isWatching = false, include = [], exclude = [], ...filters } = options;
  const folder = temporaryFolder(t);
  const diagnostics = createSpokenDiagnostics();
  const watches = isWatching ? createDirectoryWatches(diagnostics) : createSilentWatches();
  const sources = new Map<string, LogSource>();
  const events = new EventEmitter();
  let said: string[] = [];
  const inside = (path: string): string => path.slice(folder.length + 1);

  function say(what: string, path: string): void {
    said.push(`${what} ${inside(path)}`);
    events.emit('event');
  }

  const absolute = (globs: readonly string[]): string[] => globs.map((glob) => `${folder}/${glob}`);
  const discovery = createDiscovery(
    { ...NO_FILTERS, ...filters, include: absolute(include), exclude: absolute(exclude) },
    watches,
    diagnostics,
    {
      onFound(source) {
        if (sources.has(source.path)) throw new Error(`${source.path} was found twice`);
        sources.set(source.path, source);
        say('found', source.path);
      },
      onGone(path) {
        if (!sources.delete(path)) throw new Error(`${path} is gone without having been found`);
        say('gone', path);
      },
    },
  );
  t.after(() => {
    discovery.close();
    watches.close();
  });

  return {
    folder,
    discovery,
    watches,
    diagnostics,
    sources,
    present: () => [...sources.keys()].map(inside).sort(),
    take() {
      const taken = said.sort();
      said = [];
      return taken;
    },
    async until(condition) {
      const stop = new AbortController();
      // A signal's own timer would not keep the process alive.
      const timer = setTimeout(() => stop.abort(new Error(`waited ${DEADLINE} ms; ${said.join(', ')}`)), DEADLINE);
      while (!condition()) await once(events, 'event', { signal: stop.signal });
      clearTimeout(timer);
    },
  };
}
