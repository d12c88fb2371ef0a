/**
 * What is read, in flight and settled of each physical file, over several sinks. A sink takes a file's payloads in
 * order, and different sinks finish theirs in any order. A file's key is never given to another file, and a sink's number
 * to no other sink; one that has carried nothing yet holds nothing back.
 *
 * All offsets are resume offsets: the byte offset in the file from which reading would have to resume once all before
 * it is settled (see `RecordBlock.resumeOffset`). What is no byte offset is a fault of podtail's own: it is refused with an
 * error, before anything of it is remembered.
 */
export interface Ledger {
  /** A file is followed from `offset` on; all before it is settled. */
  open(fileKey: number, offset: number): void;
  /**
   * A payload of this sink has got its first record of the file. To be called for each such payload: two may bear the
   * same offset, while pieces of a line wait, so that offsets alone do not show whether something is in flight.
   */
  carried(sink: number, fileKey: number): void;
  /** All before `offset` was taken; to be called after the records in it were carried. What is in no record is dropped. */
  read(fileKey: number, offset: number): void;
  /** The sink has acknowledged the oldest payload that was carried, whose last record of the file bears this offset. */
  delivered(sink: number, fileKey: number, resumeOffset: number): void;
  /** The sink has nothing in flight any more, or will never acknowledge it: it holds no file back. */
  retire(sink: number): void;
  /** The file was truncated, and begins again at 0. Payloads that were carried before settle nothing of it any more. */
  restart(fileKey: number): void;
  /**
   * The end of the longest prefix that every sink has settled: of a sink with nothing in flight, all that was read.
   * Never falls, but by `restart`. Throws for a file that is not open.
   */
  settled(fileKey: number): number;
  /** What there is to say of a file. Throws for one that is not open. */
  account(fileKey: number): FileAccount;
  /** How often an account has changed, of any file. */
  readonly changes: number;
  /** What that was when the file's account changed last; 0 for a file that is not open. */
  changedAt(fileKey: number): number;
  /** Forgets the file; what is carried or delivered of it later is ignored. */
  close(fileKey: number): void;
}

/** How far a file is read and settled. */
interface FileAccount {
  /** All before this resume offset was taken. */
  readonly read: number;
  /** The end of the longest prefix that every sink has settled. */
  readonly settled: number;
  /** Whether a sink has still to acknowledge a payload with records of the file. */
  readonly isInFlight: boolean;
}

/** What one sink has of a file. */
interface Share {
  /** Payloads that were carried and not delivered. */
  inFlight: number;
  /** How many of these, the oldest, were begun before the file was truncated. */
  outdated: number;
  /** Where the part ends that this sink has settled, while something is in flight; at most what was read. */
  settled: number;
}

interface Account {
  read: number;
  changedAt: number;
  /** By the numbers of the sinks that have carried something of the file. */
  readonly shares: Map<number, Share>;
}

export function createLedger(): Ledger {
  const accounts = new Map<number, Account>();
  let changes = 0;

  function accountOf(fileKey: number): Account {
    const account = accounts.get(fileKey);
    if (account === undefined) throw new Error(`the ledger has no file ${fileKey} open`);
    return account;
  }

  return {
    open(fileKey, offset) {
      checkOffset(fileKey, offset);
      accounts.set(fileKey, { read: offset, changedAt: ++changes, shares: new Map() });
    },

    carried(sink, fileKey) {
      const account = accounts.get(fileKey);
      if (account === undefined) return;
      let share = account.shares.get(sink);
      if (share === undefined) {
        share = { inFlight: 0, outdated: 0, settled: account.read };
        account.shares.set(sink, share);
      }
      if (share.inFlight === 0) share.settled = account.read;
      share.inFlight++;
      account.changedAt = ++changes;
    },

    read(fileKey, offset) {
      checkOffset(fileKey, offset);
      const account = accounts.get(fileKey);
      if (account === undefined || offset <= account.read) return;
      account.read = offset;
      account.changedAt = ++changes;
    },

    delivered(sink, fileKey, resumeOffset) {
      checkOffset(fileKey, resumeOffset);
      const account = accounts.get(fileKey);
      const share = account?.shares.get(sink);
      if (account === undefined || share === undefined) return;
      share.inFlight--;
      account.changedAt = ++changes;
      if (share.outdated > 0) {
        // It may hold records of the new life too; what follows it, or an empty lane, settles these.
        share.outdated--;
        return;
      }
      share.settled = Math.max(share.settled, resumeOffset);
      account.read = Math.max(account.read, resumeOffset);
    },

    retire(sink) {
      for (const account of accounts.values()) {
        if (account.shares.delete(sink)) account.changedAt = ++changes;
      }
    },

    restart(fileKey) {
      const account = accountOf(fileKey);
      account.read = 0;
      account.changedAt = ++changes;
      for (const share of account.shares.values()) {
        share.outdated = share.inFlight;
        share.settled = 0;
      }
    },

    settled: (fileKey) => settledOf(accountOf(fileKey)),

    account(fileKey) {
      const account = accountOf(fileKey);
      const isInFlight = [...account.shares.values()].some(({ inFlight }) => inFlight > 0);
      return { read: account.read, settled: settledOf(account), isInFlight };
    },

    get changes() {
      return changes;
    },

    changedAt: (fileKey) => accounts.get(fileKey)?.changedAt ?? 0,

    close: (fileKey) => void accounts.delete(fileKey),
  };
}

/** One bad number would make all later comparisons false, and every position worthless. */
function checkOffset(fileKey: number, offset: number): void {
  if (Number.isSafeInteger(offset) && offset >= 0) return;
  throw new Error(`${offset} is not a byte offset of file ${fileKey}, so nothing is settled`);
}

function settledOf({ read, shares }: Account): number {
  let settled = read;
  for (const share of shares.values()) {
    if (share.inFlight > 0) settled = Math.min(settled, share.settled);
  }
  return settled;
}
