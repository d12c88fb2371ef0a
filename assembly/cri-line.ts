import { STDERR, STDOUT, setComplete, setMessage, setStream, setTime } from './scanned-line';
import { findNewline, findSpecial, NEWLINE } from './text';
import { scanTimeText } from './time-text';

/* Texts as the little-endian words that they are in memory. */
const STDOUT_FIELD: u64 = 0x2074756f64747320; // " stdout "
const STDERR_FIELD: u64 = 0x2072726564747320; // " stderr "

const SPACE: u8 = 0x20;
const COLON: u8 = 0x3a;
const LETTER_F: u8 = 0x46;
const LETTER_P: u8 = 0x50;

/**
 * Scans one line of the CRI format: `<time> <stream> <tags> <message>` and a newline, where the first of the tags
 * (split by colons) is `P` for a piece and `F` for a line or a line's last piece (kubernetes, KEP
 * cri-container-log; written by containerd and by CRI-O's conmon). Returns the address just past the newline, or 0
 * where the line has another shape.
 */
export function scanCriLine(base: usize, start: usize): usize {
  const timeEnd = scanTimeText(start);
  if (timeEnd == 0) return 0;
  const field = load<u64>(timeEnd);
  if (field == STDOUT_FIELD) setStream(STDOUT);
  else if (field == STDERR_FIELD) setStream(STDERR);
  else return 0;
  const tags = timeEnd + sizeof<u64>();
  const first = load<u8>(tags);
  if (first != LETTER_F && first != LETTER_P) return 0;
  const tagsEnd = findTagsEnd(tags + 1);
  if (tagsEnd == 0) return 0;
  setTime(start - base, timeEnd - base);
  setComplete(first == LETTER_F);
  // A writer may leave out the blank before an empty message.
  return scanText(base, load<u8>(tagsEnd) == SPACE ? tagsEnd + 1 : tagsEnd);
}

/** Takes all from `start` to the next newline as the message; returns the address just past it. */
export function scanText(base: usize, start: usize): usize {
  let end = findSpecial(start);
  const isVerbatim = load<u8>(end) == NEWLINE;
  if (!isVerbatim) end = findNewline(end);
  setMessage(start - base, end - base, isVerbatim);
  return end + 1;
}

/** The blank or newline that ends the tags, or 0 where the first tag has more than one letter. */
function findTagsEnd(at: usize): usize {
  if (load<u8>(at) == SPACE || load<u8>(at) == NEWLINE) return at;
  if (load<u8>(at) != COLON) return 0;
  let end = at + 1;
  while (load<u8>(end) != SPACE && load<u8>(end) != NEWLINE) end++;
  return end;
}
