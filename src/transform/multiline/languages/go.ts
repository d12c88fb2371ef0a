import { ANYTHING, BLANK, INDENTED, STOP, type TraceGrammar } from '../trace-grammar.js';

/** The place of a call; copies of traces often have blanks in place of the tab. */
const FILE = /^(?:\t\S| {2,8}\S+\.(?:go|s):\d+)/;
/** A function with its arguments, or as zap and `pkg/errors` print it, without. */
const CALL = /^[\w.\-/~%·]+\.[\w.()*·[\]]+(?:\(.*\))?$/;
const RULE = /^={18}$/;

/** What the runtime prints at a panic, a fatal error and a signal: all goroutines, with blank lines between them; the race detector's reports; stacks of loggers and of gin. */
export const go: TraceGrammar = {
  firstCharacters: ' \t',
  firstTexts: [
    ...['Stacktrace:', 'Oops: '],
    ...['goroutine ', '[signal ', 'WARNING: DATA RACE', '(1) attached stack trace'],
    ...['[info] ', '[warn] ', '[error] ', '[?.???ms', '[??.???m', '[???.???', '[????.??'],
  ],
  messages: ['panic', 'error', 'recovered', 'rule', 'gorm', 'oops'],
  begins: [
    { when: /^ panic: /, to: 'pretty', grade: 3, logged: 'never' },
    { when: /^(?:panic|fatal error|SIG[A-Z]+|runtime): /, to: 'panic', grade: 3 },
    { when: /^unexpected fault address /, to: 'panic', grade: 3 },
    { when: /^goroutine \d+ .*\[.+\]:$/, to: 'stack', grade: 2, logged: 'always' },
    { when: RULE, to: 'rule', grade: 1 },
    { when: /\bpanic recovered:\s*$/, to: 'recovered', grade: 2 },
    { when: CALL, to: 'call', grade: 1, logged: 'maybe' },
    // gorm's logger: the place, then what happened there.
    { when: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \S+\.go:\d+(?: |$)/, to: 'gorm', grade: 1 },
    // `%+v` of cockroachdb/errors, and of eris.
    { when: /^\(1\) attached stack trace$/, to: 'wraps', grade: 2, logged: 'always' },
    { when: /^\t\S+:\/\S+\.go:\d+$/, to: 'sites', grade: 1, logged: 'always' },
    // `%+v` of samber/oops: named values, the stack last.
    { when: /(?:^|: )Oops: /, to: 'oops', grade: 1 },
    // fx's console.
    { when: /^\[Fx\] (?:ERROR|Error returned)\b/, to: 'fx', grade: 2 },
    { when: /^(?:[Ee]rror|[Ff]atal|FATAL|ERROR)\b/, to: 'error', grade: 1 },
  ],
  states: {
    panic: [
      { when: /^goroutine \d+ /, to: 'stack' },
      { when: /^\s+panic: /, to: 'panic' },
      { when: /^(?:\[signal |fatal error: |runtime stack:)/, to: 'panic' },
      { when: /^PC=0x/, to: 'panic' },
    ],
    stack: [
      { when: /^\t/, to: 'stack' },
      { when: /^\.\.\./, to: 'stack' },
      { when: /^created by /, to: 'call', tentative: true },
      { when: /^[^\s(]+\(/, to: 'call', tentative: true },
      { when: CALL, to: 'call', tentative: true },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    call: [{ when: FILE, to: 'stack' }],
    wrapped: [{ when: CALL, to: 'call', tentative: true }],
    gap: [
      { when: /^goroutine \d+ /, to: 'stack' },
      { when: /^r\w+\s+0x/, to: 'registers' },
    ],
    registers: [{ when: /^\w+\s+0x/, to: 'registers' }],
    rule: [{ when: /^WARNING: DATA RACE$/, to: 'race' }],
    race: [
      { when: INDENTED, to: 'race' },
      { when: BLANK, to: 'race' },
      { when: RULE, to: 'end' },
      { when: /^(?:Read|Write|Previous|Goroutine|Location|As if|Mutex|\[failed|Heap block|Global) ?/, to: 'race' },
    ],
    recovered: [{ when: /^\/\S+\.go:\d+ \(0x/, to: 'places' }],
    places: [
      { when: /^\/\S+\.(?:go|s):\d+ \(0x/, to: 'places' },
      { when: /^\t/, to: 'places' },
    ],
    // chi's Recoverer: the call that failed, then the others, farther in.
    pretty: [
      { when: /^ -> /, to: 'pretty' },
      { when: /^ {4,}\S/, to: 'pretty' },
      { when: BLANK, to: 'pretty', tentative: true },
    ],
    gorm: [{ when: /^\[(?:(?:info|warn|error)\]|[\d.]+ms\] \[rows:) ?/, to: 'end' }],
    wraps: [
      { when: INDENTED, to: 'wraps' },
      { when: /^Wraps: \(\d+\)|^Error types: \(1\) |^-- report composition|^\(\d+\) /, to: 'wraps' },
    ],
    oops: [{ when: /^(?:[A-Z]\w+:(?: |$)|\s+\S)/, to: 'oops' }],
    sites: [{ when: /^\t\S+:\/\S+\.go:\d+$/, to: 'sites' }],
    fx: [
      { when: /^\[Fx\]/, to: STOP },
      { when: /^\t.*:$/, to: 'fxPlace' },
      { when: /^\t/, to: 'fx' },
      { when: /^Failed: /, to: 'fx' },
      { when: CALL, to: 'fx' },
    ],
    fxPlace: [{ when: ANYTHING, to: 'fx' }],
    error: [{ when: CALL, to: 'call', tentative: true }],
    end: [],
  },
  others: { panic: 'panic', recovered: 'recovered', stack: 'wrapped', sites: 'sites', fx: 'fx' },
};
