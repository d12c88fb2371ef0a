import { ANYTHING, BLANK, INDENTED, MARKER, type TraceGrammar } from '../trace-grammar.js';

/** A frame: a place, with the gem before it where Rails prints it. */
const PLACE = /^\s*(?:\d+: from )?(?:\S+ \([\w.]+\) )?\S+:\d+:in [`'"]/;
const RAILS_PLACE = /^(?:\[[\w-]+\] )*\s*(?:\S+ \([\w.]+\) )?(?:\S+:\d+:in [`'"]|(?!\w+:\/\/)\S*\/\S*\.[a-z]\w*:\d+$)/;
const TITLE = /^(?:\[[\w-]+\] )*[A-Z][\w:]* \(/;

/** What Ruby prints of an uncaught exception, before and since 2.5 to 2.7's reversed order, Logger and Rails. */
export const ruby: TraceGrammar = {
  firstCharacters: ' \t/',
  firstTexts: ['app/', 'lib/', 'config/', 'Did you mean?'],
  lastCharacters: "'",
  messages: ['titled', 'named', 'thread'],
  begins: [
    { when: /^\S+:\d+:in [`'"]/, to: 'frames', grade: 2, logged: 'certain' },
    { when: /^#<Thread:.+ terminated with exception/, to: 'thread', grade: 3 },
    { when: /^\s+\S+:\d+:in [`'"]/, to: 'frames', grade: 1, logged: 'certain' },
    { when: /\.rb:\d+:in /, to: 'frames', grade: 1 },
    { when: /^Traceback \(most recent call last\):$/, to: 'reversed', grade: 3 },
    { when: TITLE, to: 'titled', grade: 2, logged: 'title' },
    { when: /\([A-Z][\w:]+\)$/, to: 'titled', grade: 1 },
    { when: /^[A-Z]\w*(?:::\w+)*(?:Error|Exception)?: \S/, to: 'named', grade: 1, logged: 'title' },
  ],
  states: {
    frames: [
      { when: /^\s+from \S/, to: 'frames' },
      { when: /^\s+\.\.\. \d+ levels\.\.\./, to: 'frames' },
      { when: PLACE, to: 'frames' },
      { when: /^Did you mean\?/, to: 'frames' },
      { when: BLANK, to: 'highlight', tentative: true },
    ],
    thread: [{ when: PLACE, to: 'frames' }],
    message: [
      { when: /^\s+from \S/, to: 'frames' },
      { when: MARKER, to: 'frames' },
    ],
    highlight: [
      { when: MARKER, to: 'frames' },
      { when: /^\s+from \S/, to: 'frames' },
      { when: /^Did you mean\?/, to: 'frames' },
      { when: INDENTED, to: 'highlight', tentative: true },
      { when: BLANK, to: 'highlight', tentative: true },
      { when: ANYTHING, to: 'excerpt', tentative: true },
    ],
    excerpt: [
      { when: MARKER, to: 'frames' },
      { when: /^\s+from \S/, to: 'frames' },
    ],
    reversed: [
      { when: /^\s+\d+: from \S/, to: 'reversed' },
      { when: /^\s+\.\.\. \d+ levels\.\.\./, to: 'reversed' },
      { when: PLACE, to: 'frames' },
    ],
    named: [{ when: RAILS_PLACE, to: 'places' }],
    titled: [
      { when: RAILS_PLACE, to: 'places' },
      { when: /^(?:\[[\w-]+\] )*\s*$/, to: 'titled', tentative: true },
      { when: INDENTED, to: 'titled', tentative: true },
    ],
    places: [
      { when: RAILS_PLACE, to: 'places' },
      { when: /^Causes:$/, to: 'titled' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    gap: [
      { when: RAILS_PLACE, to: 'places' },
      { when: /^Causes:$/, to: 'titled' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
  },
  others: { titled: 'titled', named: 'named', frames: 'message', message: 'message' },
};
