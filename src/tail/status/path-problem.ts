import type { NotOpened } from '../../os/open-log.js';
import type { Diagnostics } from '../../record/diagnostics.js';
import type { LogStatus } from '../../record/log-status.js';

/** Why the file that is at a log's path is not read. */
export interface NotRead {
  readonly kind: NotOpened['kind'] | 'duplicate';
  readonly reason: string;
  /** Which rule forbids it; only with `refused`. */
  readonly refusal?: NotOpened['refusal'];
}

/** Why the file at a log's path is not read, if it is not: said when that changes, and kept for the status. */
export class PathProblem {
  readonly #path: string;
  readonly #diagnostics: Diagnostics;
  #notRead: NotRead | undefined;

  constructor(path: string, diagnostics: Diagnostics) {
    this.#path = path;
    this.#diagnostics = diagnostics;
  }

  report(notRead: NotRead): void {
    this.#notRead = notRead;
    const fields = { path: this.#path, why: notRead.kind };
    this.#diagnostics.problem(this.#path, `${this.#path} is not read: ${notRead.reason}`, fields);
  }

  solve(): void {
    this.#notRead = undefined;
    this.#diagnostics.solved(this.#path, `${this.#path} is read now`);
  }

  get status(): Pick<LogStatus, 'problem' | 'problemKind' | 'refusal'> {
    if (this.#notRead === undefined) return {};
    const { reason, kind, refusal } = this.#notRead;
    return { problem: reason, problemKind: kind, ...(refusal === undefined ? {} : { refusal }) };
  }
}
