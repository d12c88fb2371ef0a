import type { RecordBlock } from '../../record/record-block.js';
import { createSignScan, FIRST_NEEDLE_BIT } from '../prefilter.js';
import { createLineMarks } from './line-marks.js';
import type { LineRule, RuleState } from './line-rule.js';
import type { LineText } from './line-text.js';
import { type LoggedLine, loggedLine } from './logged-line.js';
import { DATED_WITHIN, mayHaveShape, type RecordStarts, type StartShape, startShape } from './record-starts.js';
import { BLANK, type Grade, STOP, type TraceBegin, type TraceGrammar } from './trace-grammar.js';

/** Where one of the grammars is. */
interface Place {
  readonly grammar: TraceGrammar;
  readonly to: string;
  readonly isTentative: boolean;
}

interface TraceState extends RuleState {
  readonly places: readonly Place[];
  /** How sure another line has to be a title, to begin another trace rather than continue with this one. */
  readonly nextTitle: Grade;
  /** Whether the latest line is of the trace itself, not of its message. */
  readonly isInBody: boolean;
  /** Whether indented lines belong to the record, because a logger's line with a time begins it. */
  readonly takesIndented: boolean;
  /** The logger's line with which the record begins, as long as no trace has begun behind it. */
  readonly logged: LoggedLine | undefined;
}

/** As many lines may be between a trace's title and what makes it a trace. */
const MOST_MESSAGE_LINES = 40;
/** Of these, each title has one behind which a message of any lines may continue; four characters, as that is what is compared. */
const TITLE_WORDS = [
  ...['xcep', 'Erro', 'hrow', 'ejec', 'Warn', 'panic', 'ncau', "ad '", '<---', '(node:'],
  ...['SIGQ', 'SIGA', 'SIGS', 'SIGB', 'PANI', '.nim', 'ord:', 'PG::'],
];
/** These have a meaning only in what a logger wrote, or at the start of a line. */
const FAILURE_WORDS = ['rror', 'atal', 'ERR', 'WARN', 'CRIT', 'SEVERE', 'FATAL', 'warn', 'arni', 'fail'];
const FAILURE_AT_START = /^[^{}"]{0,40}(?:rror|atal|ERR|WARN|CRIT|SEVERE|FATAL|arn|fail)/;
/** And these in a line that is nothing but a place in a script. */
const PLACE_WORDS = ['.js:', 'cjs:', 'mjs:'];
const PLACE_AT_START = /^(?:\\|\/|file:|node:|[A-Z]:)/;
/** Bits of the signs. */
const Title = { sure: 1 << FIRST_NEEDLE_BIT, failure: 2 << FIRST_NEEDLE_BIT, place: 4 << FIRST_NEEDLE_BIT } as const;
/** Bytes of a line that are enough to see how it begins: escaped ones have up to six for each character. */
const BEGINNING = 6 * DATED_WITHIN;

function createTitleSigns(): NonNullable<LineRule['titles']> {
  const needles = [TITLE_WORDS, FAILURE_WORDS, PLACE_WORDS].map((words) =>
    words.map((text) => ({ text, ignoreCase: false })),
  );
  const scan = createSignScan({ needles });
  return (block, rows) => {
    const signs = scan.ofRows(block, rows);
    for (let index = 0; index < rows.length; index++) {
      if (signs[index] !== 0 && !isTitle(signs[index]!, block, rows[index]!)) signs[index] = 0;
    }
    return signs;
  };
}

/** Whether a row may be a title, by its signs and its first bytes as they appear in the file. */
function isTitle(signs: number, { bytes, messageStart, messageEnd }: RecordBlock, row: number): boolean {
  if ((signs & Title.sure) !== 0) return true;
  const start = messageStart[row]!;
  const beginning = bytes.toString('latin1', start, Math.min(messageEnd[row]!, start + BEGINNING));
  if (COLOURED.test(beginning)) return true;
  if ((signs & Title.place) !== 0 && PLACE_AT_START.test(beginning)) return true;
  return (signs & Title.failure) !== 0 && (FAILURE_AT_START.test(beginning) || mayHaveShape(beginning));
}

/** A terminal's escape sequence, escaped or not. */
const COLOURED = /\x1b|\\u001b/i;

/** Joins the traces of all these languages: a trace continues as long as it does by any of them. */
export function createTraceRule(grammars: readonly TraceGrammar[]): LineRule {
  const languages = { grammars, anyBegin: anyBeginOf(grammars) };
  return {
    learns: true,
    reach: MOST_MESSAGE_LINES,
    titles: createTitleSigns(),
    mark: createLineMarks(grammars, MOST_MESSAGE_LINES),
    begin({ plain }, starts, isLast) {
      const begun = beginsOf(languages, plain);
      const logged = loggedLine(plain, starts, isLast);
      if (begun.length === 0 && logged === undefined) return undefined;
      const places = begun.map(({ grammar, begin }) => ({ grammar, to: begin.to, isTentative: false }));
      const takesIndented = logged?.isSure === true;
      return stateOf(places, { nextTitle: gradeOf(begun), isInBody: false, takesIndented, logged });
    },
    isStart: ({ plain }, starts) => isStartOf(startShape(plain), starts),
    isPlain: (state) => (state as TraceState).logged !== undefined,
    next: (state, line, starts) => nextState(languages, state as TraceState, line, starts),
  };
}

function nextState(
  languages: TraceLanguages,
  state: TraceState,
  { plain }: LineText,
  starts: RecordStarts,
): TraceState | undefined {
  const shape = startShape(plain);
  if (isStartOf(shape, starts)) return undefined;
  if (state.logged !== undefined && isNeverLogged(languages, plain)) return undefined;
  const steps = state.places.flatMap((place) => stepFrom(place, plain));
  if (steps.some(({ isTentative }) => !isTentative)) return afterSteps(steps, state);
  if (isOfLoggedLine(state, plain, starts) && !isTraceOfItsOwn(languages, state, plain)) {
    return { ...stateOf(steps.length > 0 ? steps : state.places, state), isTentative: false };
  }
  const logged = state.logged && afterLogged(languages, state, state.logged, plain, starts);
  if (logged !== undefined && !logged.isTentative) return logged;
  if (steps.length > 0 || logged !== undefined) {
    const places = [...steps, ...othersOf(state), ...(logged?.places ?? [])];
    return { ...stateOf(places, logged ?? state), isTentative: true };
  }
  if (shape !== undefined && state.isInBody) return undefined;
  const isSure = state.isInBody && starts.isSure;
  const begun = beginsOf(languages, plain);
  if (begun.length > 0 && gradeOf(begun) >= (isSure ? 2 : state.nextTitle)) return undefined;
  if (isSure && !BLANK.test(plain)) {
    return stateOf(
      state.places.map((place) => ({ ...place, isTentative: false })),
      state,
    );
  }
  const others = isSure ? state.places.map((place) => ({ ...place, isTentative: true })) : othersOf(state);
  return others.length === 0 ? undefined : stateOf(others, state);
}

/** Where the grammars follow a line that none of them knows there, if a later one says that it belongs to the trace. */
function othersOf({ places }: TraceState): Place[] {
  return places.flatMap(({ grammar, to }): Place[] => {
    const other = grammar.others?.[to];
    return other === undefined ? [] : [{ grammar, to: other, isTentative: true }];
  });
}

/** Whether a line that looks so begins a record, whatever precedes it. */
function isStartOf(shape: StartShape | undefined, starts: RecordStarts): boolean {
  return shape !== undefined && (shape in CERTAIN || starts.areKnownAs(shape));
}

/** Shapes of lines that begin a record in every stream. */
const CERTAIN: Partial<Record<StartShape, true>> = { time: true, klog: true, logfmt: true };

function stepFrom({ grammar, to }: Place, line: string): Place[] {
  const steps = grammar.states[to] ?? [];
  const step = steps.find(({ when, and }) => when.test(line) && (and === undefined || and.test(line)));
  return step === undefined || step.to === STOP ? [] : [{ grammar, to: step.to, isTentative: step.tentative === true }];
}

function afterSteps(steps: readonly Place[], { takesIndented }: TraceState): TraceState {
  const places = steps.filter(({ isTentative }) => !isTentative);
  const isInBody = places.some(({ grammar, to }) => grammar.messages?.includes(to) !== true);
  return stateOf(places, { nextTitle: isInBody ? 1 : 3, isInBody, takesIndented, logged: undefined });
}

/** What a line is behind a logger's own, before any trace has begun; undefined where it is another record. */
function afterLogged(
  languages: TraceLanguages,
  { takesIndented }: TraceState,
  logged: LoggedLine,
  line: string,
  starts: RecordStarts,
): TraceState | undefined {
  const begun = behindLogged(languages, logged, line);
  if (begun.length > 0) {
    const places = begun.map(({ grammar, begin }) => ({
      ...{ grammar, to: begin.to },
      isTentative: (begin.logged === 'title' || begin.logged === 'maybe') && !logged.isEmpty,
    }));
    const isInBody = places.some(({ isTentative }) => !isTentative);
    return stateOf(places, { nextTitle: isInBody ? 1 : gradeOf(begun), isInBody, takesIndented, logged: undefined });
  }
  const here = { nextTitle: 1, isInBody: false, takesIndented, logged } as const;
  if (logged.isEmpty && !BLANK.test(line)) return stateOf([], { ...here, logged: { ...logged, isEmpty: false } });
  const mayBeOfMessage = starts.isSure || (logged.isSure && !starts.haveOthers);
  if (!logged.tellsFailure || !(mayBeOfMessage || BLANK.test(line)) || !mayBeWithin(startShape(line))) return undefined;
  // What a runtime prints by itself is not the logger's.
  return gradeOf(beginsOf(languages, line)) === 3 ? undefined : { ...stateOf([], here), isTentative: true };
}

/** Whether a line that looks so may be one of a message: a time within it is no start. */
function mayBeWithin(shape: StartShape | undefined): boolean {
  return shape === undefined || shape === 'dated';
}

/** The traces that may begin with a line behind a logger's. */
function behindLogged(languages: TraceLanguages, { tellsFailure }: LoggedLine, line: string): Begun[] {
  return beginsOf(languages, line).filter(
    ({ begin }) =>
      begin.logged === 'always' ||
      begin.logged === 'maybe' ||
      (begin.logged !== undefined && begin.logged !== 'never' && tellsFailure),
  );
}

/** Whether a line begins a trace of which no logger's line before it is a part. */
function isNeverLogged(languages: TraceLanguages, line: string): boolean {
  return line.startsWith(' ') && beginsOf(languages, line).some(({ begin }) => begin.logged === 'never');
}

/**
 * Whether a line continues with what a logger wrote: an indented one does, and one that opens brackets of these or closes them; but not
 * behind a line that may be no part of the record.
 */
function isOfLoggedLine(
  { takesIndented, logged, isTentative }: TraceState,
  line: string,
  starts: RecordStarts,
): boolean {
  if (isTentative) return false;
  if (/^[ \t]/.test(line)) return takesIndented || (logged !== undefined && starts.isSure);
  if (!takesIndented || logged === undefined) return false;
  return BRACKETS.test(line) || (logged.announces && LITERAL.test(line));
}

/** Nothing but brackets that begin what is in the lines behind, or end it. */
/** A list, a tuple or a dictionary of Python, as `pprint` prints it; no JSON object, which other loggers print. */
const LITERAL = /^(?:\[\]|\{\}|\(\)|[[({]{1,3}['<]|\[{1,3}\d)/;
const BRACKETS = /^(?:[[({]+|[\])}]+[;,.]?)\s*$/;

/** Whether a line behind a logger's begins a trace: one that is the logger's, or that a runtime wrote by itself. */
function isTraceOfItsOwn(languages: TraceLanguages, { logged }: TraceState, line: string): boolean {
  if (logged === undefined) return false;
  if (behindLogged(languages, logged, line).length > 0) return true;
  return !logged.tellsFailure && gradeOf(beginsOf(languages, line)) === 3;
}

/** The languages whose traces are joined. */
interface TraceLanguages {
  readonly grammars: readonly TraceGrammar[];
  /** Expressions of which at least one matches each line that a trace may begin with: one to ask in place of many. */
  readonly anyBegin: readonly RegExp[];
}

/** One of all that are bound to the start, of which a line is asked once, and one of the others. */
function anyBeginOf(grammars: readonly TraceGrammar[]): RegExp[] {
  const sources = grammars.flatMap(({ begins }) => begins.map(({ when }) => when.source));
  const [bound, others] = [
    sources.filter((source) => source.startsWith('^')),
    sources.filter((source) => !source.startsWith('^')),
  ];
  return [bound, others].filter((list) => list.length > 0).map((list) => new RegExp([...new Set(list)].join('|')));
}

interface Begun {
  readonly grammar: TraceGrammar;
  readonly begin: TraceBegin;
}

function beginsOf({ grammars, anyBegin }: TraceLanguages, line: string): Begun[] {
  if (!anyBegin.some((begin) => begin.test(line))) return [];
  return grammars.flatMap((grammar) => {
    const begin = grammar.begins.find(({ when, and }) => when.test(line) && (and === undefined || and.test(line)));
    return begin === undefined ? [] : [{ grammar, begin }];
  });
}

function gradeOf(begun: readonly Begun[]): Grade {
  return begun.reduce<Grade>((most, { begin }) => (begin.grade > most ? begin.grade : most), 0);
}

function stateOf(
  found: readonly Place[],
  rest: Pick<TraceState, 'nextTitle' | 'isInBody' | 'takesIndented' | 'logged'>,
): TraceState {
  const { nextTitle, isInBody, takesIndented, logged } = rest;
  // Two ways may lead to one place, on every line anew.
  const places = found.filter((place, index) => found.findIndex((other) => isSamePlace(place, other)) === index);
  return {
    ...{ places, nextTitle, isInBody, takesIndented, logged },
    isTentative: places.length > 0 && places.every(({ isTentative }) => isTentative),
    isIncomplete: places.length > 0 && places.every(({ grammar, to }) => grammar.incomplete?.includes(to) === true),
  };
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.grammar === other.grammar && one.to === other.to && one.isTentative === other.isTentative;
}
