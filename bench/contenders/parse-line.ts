import type { LogFormat } from '../result.js';

/** What a line of a container's log says, by the plainest way to read it. */
export interface ParsedLine {
  readonly time: string;
  readonly stream: string;
  /** Without the newline. */
  readonly message: string;
}

/** Parses a whole line, which has to be of that format. */
export function parseLine(format: LogFormat, line: string): ParsedLine {
  return format === 'docker' ? parseDockerLine(line) : parseCriLine(line);
}

function parseDockerLine(line: string): ParsedLine {
  const { log, stream, time }: { log: string; stream: string; time: string } = JSON.parse(line);
  return { time, stream, message: log.endsWith('\n') ? log.slice(0, -1) : log };
}

/** `<time> <stream> F <message>`: the tag is one letter. */
function parseCriLine(line: string): ParsedLine {
  const timeEnd = line.indexOf(' ');
  const streamEnd = line.indexOf(' ', timeEnd + 1);
  const tagEnd = line.indexOf(' ', streamEnd + 1);
  return {
    time: line.slice(0, timeEnd),
    stream: line.slice(timeEnd + 1, streamEnd),
    message: line.slice(tagEnd + 1),
  };
}
