import { ANYTHING, BLANK, FRAME, INDENTED, STOP, type TraceGrammar } from '../trace-grammar.js';

const NOTE = /^note: (?:run with|Some details) /;

/** What the panic hook prints (since 1.73 the message has lines of its own), `anyhow` of a chain of errors, and `color-eyre`. */
export const rust: TraceGrammar = {
  firstCharacters: ' ',
  firstTexts: [
    "thread '",
    'note: ',
    'stack backtrace:',
    'Stack backtrace:',
    'Caused by:',
    'Message:',
    'Backtrace omitted',
  ],
  incomplete: ['message'],
  messages: ['message', 'panicked', 'error'],
  begins: [
    { when: /^thread '[^']*' (?:\(\d+\) )?panicked at '/, to: 'panicked', grade: 3 },
    { when: /^thread '[^']*' (?:\(\d+\) )?panicked at /, to: 'message', grade: 3 },
    { when: /^The application panicked \(crashed\)\.$/, to: 'report', grade: 3 },
    { when: /^Error: ?/, to: 'error', grade: 2, logged: 'title' },
    // The place and the spans behind tracing's pretty line.
    { when: /^\s+at \S+\.rs(?::\d+)?$/, to: 'spans', grade: 1, logged: 'certain' },
    { when: /^Caused by:$/, to: 'causes', grade: 1, logged: 'certain' },
    // miette's report. The code of the error, two lines before, is not known as such.
    { when: /^\s+[×⚠☞] \S/, to: 'miette', grade: 2, logged: 'never' },
  ],
  states: {
    message: [{ when: ANYTHING, to: 'panicked' }],
    panicked: [
      { when: NOTE, to: 'end' },
      { when: /^stack backtrace:/, to: 'frames' },
    ],
    frames: [
      { when: /^\s+\d+: /, to: 'frames' },
      { when: FRAME, to: 'frames' },
      { when: /^\s+\[\.\.\. omitted/, to: 'frames' },
      { when: NOTE, to: 'end' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    gap: [
      { when: NOTE, to: 'end' },
      { when: /^Stack backtrace:/, to: 'frames' },
    ],
    error: [
      { when: BLANK, to: 'error', tentative: true },
      { when: /^Caused by:/, to: 'causes' },
      { when: /^Stack backtrace:/, to: 'frames' },
      { when: /^\s+0: /, to: 'report' },
      // miette.
      { when: /^\s+[×x⚠] /, to: 'report' },
    ],
    miette: [
      { when: /^\s+[×⚠☞] \S/, to: STOP },
      { when: INDENTED, to: 'miette' },
      { when: BLANK, to: 'miette', tentative: true },
    ],
    spans: [{ when: /^\s+(?:at|in|with) \S/, to: 'spans' }],
    causes: [
      { when: INDENTED, to: 'causes' },
      { when: BLANK, to: 'causes', tentative: true },
      { when: /^Stack backtrace:/, to: 'frames' },
      { when: /^Location:$/, to: 'report' },
    ],
    report: [
      { when: INDENTED, to: 'report' },
      { when: BLANK, to: 'report', tentative: true },
      { when: /^(?:Message|Location|Caused by|Error|Suggestion|Note|Warning):(?:$| {2}| \S+:\d)/, to: 'report' },
      { when: /^(?:Backtrace omitted|Run with )/, to: 'report' },
    ],
    end: [],
  },
  others: { panicked: 'panicked', error: 'error' },
};
