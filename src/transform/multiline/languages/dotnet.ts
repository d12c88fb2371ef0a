import { BLANK, FRAME, INDENTED, type TraceGrammar } from '../trace-grammar.js';

const INNER = /^\s*---> /;
const TITLE = /^(?:[\w`]+\.)+[\w`]*(?:Exception|Error)\b/;

/** What `Exception.ToString` prints, with what SqlClient puts behind it, and the console logger, which indents all lines of a record but the first. */
export const dotnet: TraceGrammar = {
  firstCharacters: ' \t-',
  firstTexts: ['at ', 'ClientConnectionId:'],
  messages: ['title', 'name'],
  begins: [
    { when: /^(?:fail|crit|warn|info|dbug|trce): /, and: /\[\d+\]$/, to: 'console', grade: 2 },
    { when: /^Unhandled [Ee]xception/, to: 'title', grade: 3 },
    { when: /^Process terminated\./, to: 'title', grade: 3 },
    { when: TITLE, to: 'title', grade: 2, logged: 'title' },
    { when: /[\w`]\.[\w`]*Exception\b/, to: 'title', grade: 1 },
    { when: /Exception(?::|\s*$)/, to: 'name', grade: 1 },
    { when: FRAME, to: 'frames', grade: 1, logged: 'certain' },
  ],
  states: {
    console: [
      { when: /^ {6}/, to: 'console' },
      { when: BLANK, to: 'console', tentative: true },
    ],
    title: [
      { when: FRAME, to: 'frames' },
      { when: INNER, to: 'title' },
      { when: TITLE, to: 'title', tentative: true },
    ],
    name: [
      { when: FRAME, to: 'frames' },
      { when: INNER, to: 'title' },
      { when: INDENTED, to: 'name', tentative: true },
      { when: BLANK, to: 'name', tentative: true },
    ],
    frames: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*--- End of /, to: 'frames' },
      { when: INNER, to: 'title' },
      {
        when: /^(?:ClientConnectionId:|Error Number:|ClientConnectionId before|Routing Destination:|InnerExceptionNumber)/,
        to: 'frames',
      },
      // By blanks: Java's "Suppressed: " has a tab.
      { when: /^ +(?:Exception data:|\w+(?: \w+)?: )/, to: 'frames' },
      { when: /^\[ERROR\] FATAL UNHANDLED EXCEPTION: /, to: 'title' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    gap: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*--- End of /, to: 'frames' },
      { when: INNER, to: 'title' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
  },
  others: { title: 'title', frames: 'gap', gap: 'gap' },
};
