import type { LogEntry } from './written-line.js';

/** Which program writes the CRI log: containerd's own logger, or CRI-O's conmon. */
export type CriWriter = 'containerd' | 'conmon';

/** containerd's `max_container_log_line_size`, in bytes of content. */
const CONTAINERD_PIECE_BYTES = 16_384;
/** conmon's `STDIO_BUF_SIZE`: what it reads at a time and writes at once, the newline counted. */
const CONMON_READ_BYTES = 8_192;
const CARRIAGE_RETURN = 0x0d;
const NEWLINE = Buffer.from('\n');

/**
 * One line of a CRI log: time, stream, `F` for a line that ends here or `P` for one that continues, content, newline; the
 * content raw. kubernetes `pkg/kubelet/kuberuntime/logs/logs.go`
 */
export function criLine(entry: LogEntry): Buffer {
  const head = `${entry.time} ${entry.stream} ${entry.last ? 'F' : 'P'} `;
  return Buffer.concat([Buffer.from(head), entry.content, NEWLINE]);
}

/**
 * The pieces that the writer makes of a line that its newline ended.
 * - containerd: pieces of 16 KiB and the rest; a carriage return before the newline is dropped
 *   (containerd `pkg/cri/io/logger.go`).
 * - conmon: what each read of 8 KiB gave; the newline takes part in the count, so the last may be empty
 *   (conmon `src/ctr_logging.c`).
 */
export function criPieces(line: Uint8Array, writer: CriWriter): Uint8Array[] {
  if (writer === 'conmon') return slices(line, CONMON_READ_BYTES, Math.floor(line.length / CONMON_READ_BYTES) + 1);
  const kept = line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
  return slices(kept, CONTAINERD_PIECE_BYTES, Math.max(1, Math.ceil(kept.length / CONTAINERD_PIECE_BYTES)));
}

/** What is left of a line in a CRI log: the raw bytes are, so what is not UTF-8 is decoded as WHATWG says. */
export function criText(line: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(line);
}

function slices(bytes: Uint8Array, size: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}
