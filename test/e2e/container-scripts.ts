/** What runs in the containers: scripts for busybox's shell, and what each of them writes. */

/** Lines of one stream, in order. */
export interface ScriptLines {
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/**
 * Writes numbered lines on both streams, in batches: after each but the last it waits for SIGUSR1, so that who reads
 * along sets the pace. With `pause`, it continues by itself after so many milliseconds instead.
 */
export interface BatchOptions {
  readonly batches: number;
  /** Lines of a batch, on each stream. */
  readonly lines: number;
  readonly pause?: number;
}

/** The shell's text of one line each; `$n` is its number, from 0. */
const OUT = 'seq $n order placed by user $((n * 7 % 1000))';
const ERR = 'seq $n <warning> & "slow" answer';

export function batchScript({ batches, lines, pause }: BatchOptions): string {
  const wait =
    pause === undefined
      ? 'while [ $go = 0 ]; do /bin/busybox usleep 5000; done'
      : `/bin/busybox usleep ${pause * 1000}`;
  return `
    trap 'go=1' USR1
    n=0
    while [ $n -lt ${batches * lines} ]; do
      go=0
      end=$((n + ${lines}))
      while [ $n -lt $end ]; do
        echo "${OUT}"
        echo "${ERR.replaceAll('"', '\\"')}" >&2
        n=$((n + 1))
      done
      [ $n = ${batches * lines} ] || ${wait}
    done`;
}

export function batchLines({ batches, lines }: BatchOptions): ScriptLines {
  const numbers = Array.from({ length: batches * lines }, (_, number) => number);
  return {
    stdout: numbers.map((number) => `seq ${number} order placed by user ${(number * 7) % 1000}`),
    stderr: numbers.map((number) => `seq ${number} <warning> & "slow" answer`),
  };
}

export interface LongLinesOptions {
  readonly count: number;
  /** Bytes of a line, its number counted. */
  readonly length: number;
}

/**
 * Writes a short line, then long lines on standard output, numbered from 1, one at a time: before each it waits for
 * SIGUSR1.
 */
export function longLinesScript({ count, length }: LongLinesOptions): string {
  return `
    trap 'go=1' USR1
    go=0
    n=1
    echo ready
    while [ $n -le ${count} ]; do
      while [ $go = 0 ]; do /bin/busybox usleep 5000; done
      go=0
      echo -n "$n "
      /bin/busybox head -c $((${length - 1} - \${#n})) /dev/zero | /bin/busybox tr '\\0' x
      echo
      n=$((n + 1))
    done`;
}

export function longLines({ count, length }: LongLinesOptions): ScriptLines {
  const lines = Array.from({ length: count }, (_, index) => `${index + 1} `.padEnd(length, 'x'));
  return { stdout: ['ready', ...lines], stderr: [] };
}

/** Writes without end: so many lines, then a pause; a long line in pieces now and then, and every fourth line to stderr. */
export interface LoadOptions {
  readonly lines: number;
  /** Milliseconds. */
  readonly pause: number;
}

/**
 * No two of its lines are the same, also when the container is started again: each begins with the number of the start
 * and its own.
 */
export function loadScript({ lines, pause }: LoadOptions): string {
  return `
    starts=$(/bin/busybox cat /starts 2>/dev/null || echo 0)
    echo $((starts + 1)) > /starts
    n=0
    while true; do
      end=$((n + ${lines}))
      while [ $n -lt $end ]; do
        echo "start $starts seq $n order placed by "user" $((n * 7 % 1000))"
        [ $((n % 4)) != 0 ] || echo "start $starts seq $n <warning> slow" >&2
        n=$((n + 1))
      done
      if [ $((n % ${lines * 10})) = 0 ]; then
        echo "start $starts long $n $(/bin/busybox head -c 40000 /dev/zero | /bin/busybox tr '\\0' x)"
      fi
      /bin/busybox usleep ${pause * 1000}
    done`;
}
