import { ANYTHING, BLANK, FRAME, INDENTED, MARKER, type TraceGrammar } from '../trace-grammar.js';

const TITLE = /^(?:Uncaught )?(?:\w+ )?\[?[A-Z]\w*(?:Error|Exception|Rejection)(?: \[\w+\])?(?:: |:$|$)/;

/** What V8 and `util.inspect` print, and Node.js before it exits: the place, the source line, the error, its version. */
export const node: TraceGrammar = {
  firstCharacters: ' \t',
  firstTexts: ['at ', '(Use `node', 'Node.js v', '<--- JS', 'FATAL ERROR', 'prisma:e'],
  messages: ['title', 'told', 'thrown', 'name', 'source', 'marked', 'warning', 'heap', 'tslog', 'inspect'],
  begins: [
    { when: /^(?:\/|file:|node:|[A-Z]:\\)/, and: /\D:\d+$/, to: 'source', grade: 3 },
    { when: /^(?:evalmachine\.)?(?:<\w+>|\[eval[\w-]*\]):\d+$/, to: 'source', grade: 3 },
    { when: /^\(node:\d+\) /, to: 'warning', grade: 3 },
    // An error without a stack, and its properties.
    {
      when: /^(?:Uncaught )?\[(?:[A-Z]\w*)?(?:Error|Exception|Rejection)\b.*\] \{$/,
      to: 'properties',
      grade: 3,
      logged: 'certain',
    },
    // What `util.inspect` printed before Node.js 12: the properties behind the stack, without a bracket there.
    { when: /(?:^|\s)\{ \[?(?:[A-Z]\w*)?(?:Error|Exception)\b/, to: 'inspect', grade: 1, logged: 'title' },
    { when: /^<--- Last few GCs --->$/, to: 'heap', grade: 3 },
    { when: /^FATAL ERROR: /, to: 'native', grade: 3 },
    { when: /^(?:\S.{0,200} )?\d{1,6} \| /, to: 'excerpt', grade: 1 },
    // What Prisma logs by itself.
    { when: /^prisma:error ?$/, to: 'prisma', grade: 2 },
    { when: TITLE, to: 'title', grade: 2, logged: 'title' },
    // `console.trace`.
    { when: /^Trace(?:: |$)/, to: 'title', grade: 2 },
    { when: /^(?:Error|error): /, to: 'title', grade: 2, logged: 'title' },
    // hapi's heading, with the event's tags.
    { when: /^Debug: (?:[\w-]+, )*[\w-]+ $/, to: 'hapi', grade: 2 },
    // tslog's.
    { when: /^ [A-Z]\w*(?:Error|Exception)? {2}\S/, to: 'tslog', grade: 1, logged: 'title' },
    { when: /^error stack:$/, to: 'bullets', grade: 1, logged: 'certain' },
    // In a logger's line, before a message of several lines.
    { when: /(?:Error|Exception|Rejection)(?: \[\w+\])?: \S/, to: 'told', grade: 1 },
    { when: /(?:Error|Exception|Rejection)/, to: 'name', grade: 1 },
    { when: FRAME, to: 'frames', grade: 1, logged: 'certain' },
  ],
  states: {
    source: [
      { when: MARKER, to: 'marked' },
      { when: ANYTHING, to: 'source', tentative: true },
    ],
    marked: [
      { when: BLANK, to: 'marked' },
      { when: /\{$/, to: 'properties' },
      { when: ANYTHING, to: 'thrown' },
    ],
    // What was thrown, which need be no error.
    thrown: [
      { when: FRAME, and: /\{$/, to: 'properties' },
      { when: FRAME, to: 'frames' },
      { when: /^\(Use `node /, to: 'closed' },
      { when: /^Node\.js v/, to: 'end' },
    ],
    told: [
      { when: FRAME, and: /\{$/, to: 'properties' },
      { when: FRAME, to: 'frames' },
    ],
    title: [
      { when: FRAME, and: /\{$/, to: 'properties' },
      { when: FRAME, to: 'frames' },
      { when: /^\(Use `node /, to: 'closed' },
      { when: /^Require stack:$/, to: 'title', tentative: true },
    ],
    inspect: [{ when: FRAME, to: 'inspected' }],
    inspected: [{ when: INDENTED, to: 'inspected' }],
    name: [
      { when: FRAME, and: /\{$/, to: 'properties' },
      { when: FRAME, to: 'frames' },
      { when: INDENTED, to: 'name', tentative: true },
      { when: BLANK, to: 'name', tentative: true },
    ],
    warning: [
      { when: /^\(Use `/, to: 'end' },
      { when: FRAME, to: 'frames' },
    ],
    frames: [
      { when: FRAME, and: /\{$/, to: 'properties' },
      { when: FRAME, to: 'frames' },
      { when: /^\s+\.\.\. \d+ /, to: 'frames' },
      { when: /^\(Use `node /, to: 'end' },
      { when: /^(?:digest: [\w"']|Emitted '.+' event|From previous event|[Cc]aused [Bb]y: )/, to: 'frames' },
      { when: /^-{5}/, to: 'frames', tentative: true },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    properties: [
      { when: /^\}/, to: 'closed' },
      { when: INDENTED, to: 'properties' },
      { when: BLANK, to: 'properties', tentative: true },
      { when: /^[\])'`]/, to: 'properties', tentative: true },
    ],
    closed: [{ when: BLANK, to: 'gap', tentative: true }],
    gap: [
      { when: /^Node\.js v/, to: 'end' },
      { when: FRAME, and: /\{$/, to: 'properties' },
      { when: FRAME, to: 'frames' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    // Bun's lines of the source.
    excerpt: [
      { when: /^\d+ \| /, to: 'excerpt', tentative: true },
      { when: MARKER, to: 'excerpt', tentative: true },
      { when: /^(?:error|[A-Z]\w*(?:Error|Exception)): /, to: 'title' },
    ],
    prisma: [{ when: /^Invalid `[^`]+` invocation/, to: 'prismaCall' }],
    prismaCall: [
      { when: /^\/\S+:\d+:\d+$/, to: 'prismaCall' },
      { when: BLANK, to: 'prismaCall' },
      { when: INDENTED, to: 'prismaCall' },
      { when: /^→ ?\d+ /, to: 'prismaCall' },
      { when: ANYTHING, to: 'prismaCause' },
    ],
    prismaCause: [
      { when: BLANK, to: 'prismaCause', tentative: true },
      { when: /^Please make sure /, to: 'end' },
    ],
    hapi: [
      { when: FRAME, to: 'frames' },
      { when: /^ {4}\S/, to: 'hapi' },
    ],
    tslog: [{ when: /^error stack:$/, to: 'bullets' }],
    bullets: [
      { when: /^ {2}• /, to: 'bullets' },
      { when: /^\t/, to: 'bullets' },
      { when: /^Caused by(?: \(\d+\))?: /, to: 'bullets' },
    ],
    heap: [{ when: /^FATAL ERROR: /, to: 'native' }],
    native: [
      { when: /^----- /, to: 'native', tentative: true },
      { when: /^\s*\d+: (?:0x)?[0-9a-f]{4,}/, to: 'native' },
      { when: BLANK, to: 'native', tentative: true },
    ],
    end: [],
  },
  others: {
    ...{ heap: 'heap', title: 'title', told: 'told', thrown: 'thrown', frames: 'gap', gap: 'gap' },
    ...{ properties: 'properties', warning: 'warning', inspect: 'inspect', hapi: 'told', tslog: 'tslog' },
  },
};
