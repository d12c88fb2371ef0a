import type { LogSource } from '../../record/log-source.js';
import type { RememberedFile } from '../../tail/chain/file-memory.js';
import type { Tailer } from '../../tail/tailer.js';
import type { CatchUp } from '../catch-up.js';
import type { TreatedConsumers } from '../treated-consumer.js';
import type { Backlog } from './backlog.js';

/**
 * Separates the backlog of logs that fell behind while podtail follows them, for example while a server was down. The
 * tail leaves such a log, and follows it again after the end of its backlog.
 */
export interface PartAgain {
  /** To be called every so often. */
  sweep(): void;
  /**
   * The tail has left a log.
   *
   * @returns whether it left the log for this purpose, so that it has to follow the log again at once
   */
  onLeft(path: string): boolean;
  /** The configuration decides now whether the log is followed. Forgets the log. */
  forget(path: string): void;
  /** The path of the log is gone. The tail reads what it has of the log in order. */
  onGone(path: string): void;
}

export interface PartAgainOptions {
  readonly tailer: Pick<Tailer, 'add' | 'unfollow' | 'sources' | 'positions'>;
  readonly consumers: Pick<TreatedConsumers, 'flush'>;
  readonly backlog: Pick<Backlog, 'canPart'>;
  readonly catchUp: Pick<CatchUp, 'behind'>;
  isAsked(): boolean;
  /** Milliseconds, never falling. */
  now(): number;
}

/** How long podtail does not try to separate the same log again, in milliseconds. */
const PAUSE = 30_000;

export function createPartAgain({ tailer, consumers, backlog, catchUp, isAsked, now }: PartAgainOptions): PartAgain {
  const triedAt = new Map<string, number>();
  /** The logs that the tail is leaving. */
  const leaving = new Map<string, LogSource>();

  function tryToPart(source: LogSource, known: readonly RememberedFile[] | undefined): void {
    const { path } = source;
    triedAt.set(path, now());
    // Leaving the log would lose a deleted file that is open.
    if (known === undefined || !backlog.canPart(path, known)) return;
    leaving.set(path, source);
    consumers.flush(source);
    tailer.unfollow(path);
  }

  return {
    sweep() {
      if (!isAsked()) return;
      for (const [path, at] of triedAt) if (now() - at >= PAUSE) triedAt.delete(path);
      const paths = new Set(catchUp.behind().filter((path) => !triedAt.has(path)));
      if (paths.size === 0) return;
      const positions = tailer.positions();
      for (const source of tailer.sources) {
        if (paths.has(source.path)) tryToPart(source, positions.get(source.path));
      }
    },
    onLeft(path) {
      const source = leaving.get(path);
      if (source === undefined) return false;
      leaving.delete(path);
      setImmediate(() => tailer.add(source));
      return true;
    },
    forget: (path) => void leaving.delete(path),
    onGone(path) {
      const source = leaving.get(path);
      leaving.delete(path);
      if (source !== undefined) tailer.add(source);
    },
  };
}
