/** A terminal's screen as a whole, while it is open: what was there before comes back when it is closed. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Shows these lines from the top on, and nothing else. */
  draw(lines: readonly string[]): void;
  close(): void;
}

/* Sequences of xterm, which all others know: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html */
const OPEN = '\u001b[?1049h\u001b[?25l';
const CLOSE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_REST_OF_LINE = '\u001b[K';
const CLEAR_REST = '\u001b[J';

/**
 * Opens the screen. It is closed at the latest when the process exits.
 *
 * @param onKey called with each key that is pressed; Ctrl-C is one of them
 * @param onResize called when the terminal has another size
 */
export function openScreen(onKey: (key: string) => void, onResize: () => void): Screen {
  const { stdin, stdout } = process;
  const takeKey = (bytes: Buffer): void => onKey(bytes.toString());
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    process.off('exit', close);
    stdout.off('resize', onResize);
    if (stdin.isTTY) {
      stdin.off('data', takeKey).setRawMode(false);
      stdin.pause();
    }
    stdout.write(CLOSE);
  };
  process.on('exit', close);
  stdout.on('resize', onResize);
  if (stdin.isTTY) stdin.setRawMode(true).on('data', takeKey);
  stdout.write(OPEN);
  return {
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    draw: (lines) => {
      stdout.write(`${HOME}${lines.map((line) => `${line}${CLEAR_REST_OF_LINE}`).join('\r\n')}${CLEAR_REST}`);
    },
    close,
  };
}
