/**
 * How sure it is that a line is the title of a trace: any text, if the next line says so (0), one that has the name of an
 * error somewhere (1), one that begins with such a name (2), one that only a runtime writes (3).
 */
export type Grade = 0 | 1 | 2 | 3;

/** One way on from a state. */
interface TraceStep {
  /** What the line has to look like, without colours; these expressions take linear time on what `LineText.head` gives. */
  readonly when: RegExp;
  /** What it has to look like besides. */
  readonly and?: RegExp;
  /** `STOP` if the line does not belong to the trace, without regard to the later alternatives. */
  readonly to: string;
  /** The line belongs to the trace only if a later one says so. */
  readonly tentative?: true;
}

/** A line with which a trace begins. */
export interface TraceBegin extends TraceStep {
  readonly grade: Grade;
  /**
   * It may follow a logger's line, and is one record with it then; a title only if the trace continues, any other line for
   * certain. `always` and `maybe`: so behind a line that tells of no failure; `maybe` only if the trace continues. `never`: no line before it is of its record, though it is indented.
   */
  readonly logged?: 'title' | 'certain' | 'always' | 'maybe' | 'never';
}

/** How the traces of one language look, line by line. */
export interface TraceGrammar {
  /** With which lines a trace begins; a line of its middle may, as other lines can part a trace. */
  readonly begins: readonly TraceBegin[];
  /** By each state, the ways on; the first that fits is taken. */
  readonly states: Readonly<Record<string, readonly TraceStep[]>>;
  /** By state, the one that any other line leads to: it belongs to the trace only if a later one says so. */
  readonly others?: Readonly<Record<string, string>>;
  /** States in which the message of an error continues. */
  readonly messages?: readonly string[];
  /** States in which a trace does not end. */
  readonly incomplete?: readonly string[];
  /** The first characters that mark a line of a trace… */
  readonly firstCharacters?: string;
  /** …or the first eight bytes of the texts that one may begin with, in which ? is any character, and any capital at the start… */
  readonly firstTexts?: readonly string[];
  /** …or the last character. */
  readonly lastCharacters?: string;
  /** …or the last two characters. */
  readonly lastPair?: string;
}

/** No state: what comes is not of the trace. */
export const STOP = '';
/** A frame of the JVM, V8 or .NET; without the blanks before it where something took them off: then all of its form counts. */
export const FRAME =
  /^(?:\s+at \S|at (?:(?:async |new )?[^\s(]+ ?\([^()]*\)(?: in \S.*:line \d+)?(?: ~?\[[^\]]*\])?|(?:async )?\S+:\d+:\d+)\s*$)/;
export const BLANK = /^\s*$/;
export const INDENTED = /^\s+\S/;
export const ANYTHING = /^/;
/** A line that marks a place in the one above. */
export const MARKER = /^\s*[\^~]+\s*$/;
