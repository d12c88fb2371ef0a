import { jsonStringInside } from '../format/json-text.js';
import { RecordFlag } from '../record/record-block.js';
import { scanTimeText } from './time-text.js';

/** A Docker line that was parsed as JSON. */
export interface DockerJsonObject {
  /** `RecordFlag.stdout` or `RecordFlag.stderr`. */
  readonly stream: number;
  /** ASCII. */
  readonly time: Buffer;
  /** The message as the inside of a JSON string, without the newline that ends a line. */
  readonly message: Buffer;
  /** False for a piece whose rest is in a later line of the same stream. */
  readonly complete: boolean;
}

/**
 * Parses a line that is Docker's by its meaning though not by its form: keys in any order, blanks between them, a lone
 * surrogate. Gives undefined for anything else. Slow; `scanDockerJsonLine` comes first.
 */
export function parseDockerJsonObject(line: Buffer): DockerJsonObject | undefined {
  if (!line.includes('"log"')) return undefined;
  const value = parseJson(line.toString('utf8'));
  if (typeof value !== 'object' || value === null) return undefined;
  const { log, stream, time } = value as Readonly<Record<string, unknown>>;
  if (typeof log !== 'string' || typeof time !== 'string') return undefined;
  if (stream !== 'stdout' && stream !== 'stderr') return undefined;
  const timeText = Buffer.from(time, 'utf8');
  if (scanTimeText(timeText, 0) !== timeText.length) return undefined;
  const complete = log.endsWith('\n');
  return {
    stream: stream === 'stdout' ? RecordFlag.stdout : RecordFlag.stderr,
    time: timeText,
    message: jsonStringInside(complete ? log.slice(0, -1) : log),
    complete,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
