import { ANYTHING, BLANK, INDENTED, STOP, type TraceGrammar } from '../trace-grammar.js';

const GROUP = /^\s+\+ Exception Group Traceback/;
const TRACEBACK = /^\s*Traceback \(most recent call last\):$/;
const STACK = /^Stack \(most recent call last\):$/;
/** Of `faulthandler`. */
const THREAD = /^(?:Current thread|Thread) 0x[0-9a-f]+ .*\(most recent call first\):$/;
const RICH = /^\s*[╭┌]─+ Traceback /;

/** What goes on with a message: of SQLAlchemy and psycopg, Kubernetes' client, jsonschema, Playwright, Selenium, PyTorch, gRPC. */
const FURTHER = new RegExp(
  `^\\s*(?:${[
    ...['\\[SQL: ', '\\[parameters: ', '\\[generated in ', '\\(Background on this error at: '],
    ...['LINE \\d+: ', 'DETAIL: ', 'HINT: ', 'CONTEXT: ', 'Reason: ', 'HTTP response (?:headers|body): '],
    ...['Failed validating ', 'On (?:instance|schema)\\b', 'Call log:$', 'Stacktrace:$', '#\\d+ 0x[0-9a-f]+'],
    ...['CUDA kernel errors ', 'For debugging consider ', 'Compile with ', '>$'],
  ].join('|')})`,
);
/** How a warning ends where it is not known what made the object that it is about. */
const UNTRACED = /^\w+Warning: Enable tracemalloc to get the object allocation traceback$/;
const CHAINED = /^\s*(?:During handling of the above|The above exception was the direct)/;

/**
 * What the `traceback` module prints: frames, then a line that is not indented; groups with a margin; what announces a
 * traceback; SQLAlchemy's and pydantic's messages, loguru's and rich's frames.
 */
export const python: TraceGrammar = {
  firstCharacters: ' \t',
  firstTexts: [
    '--------',
    '========',
    'Timeout ',
    'Thread 0',
    'Current thread',
    'Stack (most',
    '│',
    '╭',
    '╰',
    'Traceback ',
    // What `pprint` prints behind a logger's line.
    ...["{'", '{}', "['", '[]', "[('", "('"],
  ],
  incomplete: ['frames', 'box'],
  messages: ['announced', 'warned', 'ruled', 'remote', 'loggingMessage'],
  begins: [
    { when: GROUP, to: 'group', grade: 3, logged: 'certain' },
    // A runtime indents none: it is a formatter's, and of the logger's line above, if there is one.
    { when: /^\s+Traceback \(most recent call last\):$/, to: 'inset', grade: 2, logged: 'certain' },
    { when: TRACEBACK, to: 'frames', grade: 3, logged: 'certain' },
    { when: RICH, to: 'box', grade: 3, logged: 'certain' },
    { when: /Traceback \(most recent call last\):$/, to: 'frames', grade: 3 },
    { when: /^ {2}File "/, to: 'frames', grade: 3 },
    { when: /^(?:[\w.]+\.)?_?RemoteTraceback: ?$/, to: 'remote', grade: 3 },
    { when: /^--- Logging error ---$/, to: 'announced', grade: 3 },
    // What `logging` adds for `stack_info`.
    { when: STACK, to: 'stackInfo', grade: 2, logged: 'always' },
    { when: /^Timeout \(\d+:\d\d:\d\d(?:\.\d+)?\)!$/, to: 'announced', grade: 3 },
    { when: THREAD, to: 'threads', grade: 3 },
    { when: /\b(?:Task|Future) exception was never retrieved$/, to: 'announced', grade: 2 },
    // unittest's.
    { when: /^={70}$/, to: 'tested', grade: 1 },
    { when: /^-{40}$/, to: 'ruled', grade: 1 },
    // stackprinter, which leaves the title out.
    { when: /(?:^|: )File "[^"]+", line \d+, in \S/, to: 'excerpt', grade: 2 },
    { when: /\.py:\d+: [A-Z]\w*Warning: /, to: 'warned', grade: 2 },
    {
      when: /^(?:Exception in |Exception ignored in|Exception on |Exception occurred during processing of request from |Process \S+:$|Unhandled exception |Unhandled error|Internal Server Error: |Fatal Python error: |Error in |Unclosed )/,
      to: 'announced',
      grade: 2,
    },
  ],
  states: {
    announced: [
      { when: TRACEBACK, to: 'frames' },
      { when: GROUP, to: 'group' },
      { when: RICH, to: 'box' },
      {
        when: /^(?:future|handle|source_traceback|transport|protocol|message|context|task|connector|client_session): /,
        to: 'announced',
        tentative: true,
      },
      { when: THREAD, to: 'threads' },
      { when: /^Python runtime state: /, to: 'announced', tentative: true },
      { when: /^\s+File "/, to: 'announced' },
      { when: INDENTED, to: 'announced', tentative: true },
      { when: BLANK, to: 'announced', tentative: true },
    ],
    stackInfo: [{ when: INDENTED, to: 'stackInfo' }],
    tested: [{ when: /^(?:ERROR|FAIL): /, to: 'test' }],
    test: [{ when: /^-{70}$/, to: 'testFailed' }],
    testFailed: [
      { when: /^(?:={70}|-{70})$/, to: STOP },
      { when: ANYTHING, to: 'testFailed' },
    ],
    // socketserver's.
    ruled: [{ when: /^Exception occurred during processing of request from /, to: 'announced' }],
    // What multiprocessing and concurrent.futures bring from another process, in quotes.
    remote: [{ when: /^"""$/, to: 'announced' }],
    excerpt: [
      { when: /^(?: {4}|-{1,2}> ?\d)/, to: 'excerpt' },
      { when: /^File "/, to: 'excerpt' },
      { when: BLANK, to: 'excerpt', tentative: true },
      { when: CHAINED, to: 'excerpt' },
      { when: /^[A-Za-z_][\w.]*(?:: |$)/, to: 'excerptRaised' },
    ],
    excerptRaised: [
      { when: BLANK, to: 'excerptRaised', tentative: true },
      { when: CHAINED, to: 'excerpt' },
    ],
    // What `logging` prints of its own failure.
    callStack: [
      { when: INDENTED, to: 'callStack' },
      { when: /^Message: /, to: 'loggingMessage' },
    ],
    loggingMessage: [{ when: /^Arguments: /, to: 'end' }],
    threads: [
      { when: /^\s+(?:File "|<|\.\.\.)/, to: 'threads' },
      { when: BLANK, to: 'threads', tentative: true },
      { when: THREAD, to: 'threads' },
      { when: /^Extension modules: /, to: 'end' },
    ],
    frames: [
      { when: INDENTED, to: 'frames' },
      { when: BLANK, to: 'frames', tentative: true },
      // Ray's, behind which the frames and the error of the other process come.
      { when: /^[\w.]+Error\(\w+\): /, to: 'frames' },
      { when: /^[A-Za-z_][\w.]*(?:\[[\w., ]+\])?(?::|$)/, to: 'raised' },
    ],
    // Of a formatter that indents all of it, as Tornado's.
    inset: [
      { when: INDENTED, to: 'inset' },
      { when: BLANK, to: 'inset', tentative: true },
    ],
    // What the `warnings` module prints: a message of any lines, and the line of the source.
    warned: [
      { when: UNTRACED, to: 'end' },
      { when: /^ {2}\S/, to: 'source' },
    ],
    source: [
      { when: UNTRACED, to: 'end' },
      { when: /^Object allocated at \(most recent call last\):$/, to: 'allocated' },
    ],
    allocated: [{ when: INDENTED, to: 'allocated' }],
    lost: [{ when: /^\s+File "/, to: 'frames' }],
    raised: [
      { when: CHAINED, to: 'between' },
      { when: /^Call stack:$/, to: 'callStack' },
      { when: /^-{40}$/, to: 'end' },
      {
        when: FURTHER,
        to: 'raised',
      },
      // A SyntaxError, which has no title.
      { when: /^ {2}File "/, to: STOP },
      { when: GROUP, to: STOP },
      // Py4J's: the exception of the JVM on the next line.
      { when: /^: (?:[a-z]\w*\.)+[A-Z][\w$]*/, to: 'jvm' },
      { when: INDENTED, to: 'raised' },
      { when: BLANK, to: 'message', tentative: true },
    ],
    message: [
      { when: CHAINED, to: 'between' },
      { when: /^Call stack:$/, to: 'callStack' },
      { when: /^-{40}$/, to: 'end' },
      {
        when: FURTHER,
        to: 'raised',
      },
      // pydantic, since its version 2 and before.
      { when: /^\s+.*\[type=\w+, input_value=|^\s+.*\(type=[\w.]+(?:; .*)?\)$/, to: 'raised' },
    ],
    between: [
      { when: BLANK, to: 'between' },
      { when: /^Traceback /, to: 'frames' },
      { when: GROUP, to: 'group' },
      { when: RICH, to: 'box' },
      { when: INDENTED, to: 'between' },
    ],
    group: [
      { when: GROUP, to: STOP },
      { when: /^\s+[|+]/, to: 'group' },
      { when: BLANK, to: 'groupGap', tentative: true },
    ],
    groupGap: [{ when: CHAINED, to: 'between' }],
    box: [
      { when: /^\s*[╰└]─/, to: 'boxed' },
      { when: /^\s*[│|]/, to: 'box' },
    ],
    boxed: [{ when: /^\s*[A-Za-z_][\w.]*(?::|$)/, to: 'raised' }],
    // With a message that may be a traceback of Python, and a heading before the driver's frames.
    jvm: [
      { when: INDENTED, to: 'jvm' },
      { when: /^Caused by: /, to: 'jvm' },
      { when: BLANK, to: 'jvm', tentative: true },
      { when: /^(?:[A-Za-z_][\w.]*|Driver stacktrace)(?::|$)/, to: 'jvm', tentative: true },
    ],
    end: [],
  },
  others: {
    test: 'test',
    ...{ raised: 'message', message: 'message', frames: 'lost', lost: 'lost', warned: 'warned' },
    ...{ group: 'group', excerptRaised: 'excerptRaised', loggingMessage: 'loggingMessage' },
  },
};
