import type { RuleName } from '../settings.js';
import type { TraceRule } from './trace-rule.js';

const FRAME = /^\s+at \S/;
const BLANK = /^\s*$/;
const INDENTED = /^\s+\S/;
const ANYTHING = /^/;
const MARKER = /^\s*\^+\s*$/;

/** What `Throwable.printStackTrace` and the loggers print; a message's further lines where they are indented. */
const java: TraceRule = {
  secondLines: ' \t.',
  secondTexts: ['Caused by: ', 'Wrapped by: '],
  begins: [
    { when: /^Exception in thread "/, to: 'header' },
    { when: /(?:Exception|Error|Throwable)(?::|\s*$)/, to: 'header' },
    { when: /^[\w$]+\.[\w$.]+(?::|$)/, to: 'header' },
    { when: FRAME, to: 'frames' },
  ],
  states: {
    header: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*Caused by: /, to: 'header' },
      { when: INDENTED, to: 'header', tentative: true },
    ],
    frames: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*\.\.\. \d+ /, to: 'frames' },
      { when: /^\s*(?:Caused by|Wrapped by): /, to: 'header' },
      { when: /^\s+Suppressed: /, to: 'header' },
      { when: /^\s+\[CIRCULAR REFERENCE/, to: 'frames' },
    ],
  },
};

/** What the `traceback` module prints: frames, then a line that is not indented; groups with a margin. */
const python: TraceRule = {
  secondLines: ' \t',
  incomplete: ['frames'],
  begins: [
    { when: /^\s+\+ Exception Group Traceback/, to: 'group' },
    { when: /Traceback \(most recent call last\):$/, to: 'frames' },
    { when: /^\s+File "/, to: 'frames' },
  ],
  states: {
    frames: [
      { when: INDENTED, to: 'frames' },
      { when: /^[A-Za-z_][\w.]*(?::|$)/, to: 'raised' },
    ],
    raised: [{ when: BLANK, to: 'gap', tentative: true }],
    group: [
      { when: /^\s+[|+]/, to: 'group' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    gap: [{ when: /^(?:During handling of the above|The above exception was the direct)/, to: 'between' }],
    between: [
      { when: BLANK, to: 'between' },
      { when: /^Traceback /, to: 'frames' },
      { when: /^\s+\+ Exception Group Traceback/, to: 'group' },
    ],
  },
};

/** What the runtime prints at a panic, a fatal error and a signal: all goroutines, with blank lines between them. */
const go: TraceRule = {
  secondLines: '\n\t',
  secondTexts: ['[signal ', 'goroutine '],
  anyAfter: ['goroutine ', 'panic: ', 'fatal error: ', 'runtime: ', 'SIG'],
  begins: [
    { when: /^(?:panic|fatal error|SIG[A-Z]+|runtime): /, to: 'panic' },
    { when: /^goroutine \d+ /, to: 'stack' },
  ],
  states: {
    panic: [
      { when: /^goroutine \d+ /, to: 'stack' },
      { when: /^\s+panic: /, to: 'panic' },
      { when: /^(?:\[signal |fatal error: |runtime stack:)/, to: 'panic' },
      { when: ANYTHING, to: 'panic', tentative: true },
    ],
    stack: [
      { when: /^\t/, to: 'stack' },
      { when: /^\.\.\./, to: 'stack' },
      { when: /^created by /, to: 'call', tentative: true },
      { when: /^[^\s(]+\(/, to: 'call', tentative: true },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    call: [{ when: /^\t/, to: 'stack' }],
    gap: [
      { when: /^goroutine \d+ /, to: 'stack' },
      { when: /^r\w+\s+0x/, to: 'registers' },
    ],
    registers: [{ when: /^\w+\s+0x/, to: 'registers' }],
  },
};

/** What V8 and `util.inspect` print, and Node.js before it exits: the place, the source line, the error, its version. */
const node: TraceRule = {
  secondLines: ' \t',
  anyAfter: ['/', 'file:', 'node:'],
  begins: [
    { when: /^(?:\/|file:|node:)/, and: /:\d+$/, to: 'source' },
    { when: /(?:Error|Exception|Rejection)/, to: 'header' },
    { when: FRAME, to: 'frames' },
  ],
  states: {
    source: [
      { when: MARKER, to: 'marked' },
      { when: ANYTHING, to: 'source', tentative: true },
    ],
    marked: [
      { when: BLANK, to: 'marked' },
      { when: ANYTHING, to: 'header' },
    ],
    header: [
      { when: FRAME, and: /\{$/, to: 'properties' },
      { when: FRAME, to: 'frames' },
      { when: /^\(Use `node /, to: 'closed' },
      { when: INDENTED, to: 'header', tentative: true },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    frames: [
      { when: FRAME, and: /\{$/, to: 'properties' },
      { when: FRAME, to: 'frames' },
      { when: /^\s+\.\.\. \d+ /, to: 'frames' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    properties: [
      { when: /^\}/, to: 'closed' },
      { when: INDENTED, to: 'properties' },
      { when: BLANK, to: 'properties', tentative: true },
    ],
    closed: [{ when: BLANK, to: 'gap', tentative: true }],
    gap: [{ when: /^Node\.js v/, to: 'end' }],
    end: [],
  },
};

/** What Ruby prints of an uncaught exception, before and since 2.5 to 2.7's reversed order, Logger and Rails. */
const ruby: TraceRule = {
  secondLines: ' \t\n/',
  secondTexts: ['app/', 'lib/', 'config/'],
  begins: [
    { when: /\.rb:\d+:in /, to: 'frames' },
    { when: /^Traceback \(most recent call last\):$/, to: 'reversed' },
    { when: /^[A-Z][\w:]+ \(/, to: 'titled' },
    { when: /\([A-Z][\w:]+\)$/, to: 'titled' },
  ],
  states: {
    frames: [
      { when: /^\s+from \S/, to: 'frames' },
      { when: /\.rb:\d+:in /, to: 'frames' },
      { when: /^Did you mean\?/, to: 'frames' },
      { when: BLANK, to: 'highlight', tentative: true },
    ],
    highlight: [
      { when: MARKER, to: 'frames' },
      { when: /^Did you mean\?/, to: 'frames' },
      { when: INDENTED, to: 'highlight', tentative: true },
      { when: BLANK, to: 'highlight', tentative: true },
      { when: ANYTHING, to: 'excerpt', tentative: true },
    ],
    excerpt: [{ when: MARKER, to: 'frames' }],
    reversed: [
      { when: /^\s+\d+: from \S/, to: 'reversed' },
      { when: /\.rb:\d+:in /, to: 'frames' },
    ],
    titled: [
      { when: BLANK, to: 'titled', tentative: true },
      { when: /\.rb:\d+:in /, to: 'frames' },
    ],
  },
};

/** What `Exception.ToString` prints, and the console logger, which indents all lines of a record but the first. */
const dotnet: TraceRule = {
  secondLines: ' \t-',
  begins: [
    { when: /^(?:fail|crit|warn|info|dbug|trce): /, and: /\[\d+\]$/, to: 'console' },
    { when: /^Unhandled [Ee]xception/, to: 'header' },
    { when: /Exception(?::|\s*$)/, to: 'header' },
    { when: FRAME, to: 'frames' },
  ],
  states: {
    console: [{ when: /^ {6}/, to: 'console' }],
    header: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*---> /, to: 'header' },
      { when: INDENTED, to: 'header', tentative: true },
    ],
    frames: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*--- End of /, to: 'frames' },
      { when: /^\s*---> /, to: 'header' },
    ],
  },
};

/** What PHP prints of an uncaught exception, and Monolog's line formatter (Laravel's). */
const php: TraceRule = {
  secondLines: '#',
  secondTexts: ['Stack trace:', '[stacktrace]', 'PHP '],
  begins: [
    { when: /Uncaught /, to: 'header' },
    { when: /"exception":"\[object\]/, to: 'header' },
    { when: /^#\d+ /, to: 'frames' },
  ],
  states: {
    header: [{ when: /^(?:PHP )?(?:Stack trace:|\[stacktrace\])/, to: 'frames' }],
    frames: [
      { when: /^(?:PHP )?\s*#?\d+[ .]/, to: 'frames' },
      { when: /^(?:PHP )?\s+thrown in /, to: 'end' },
      { when: /^"\}/, to: 'end' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    gap: [{ when: /^Next \S/, to: 'header' }],
    end: [],
  },
};

/** What the panic hook prints (since 1.73 the message has lines of its own), and `anyhow` of a chain of errors. */
const rust: TraceRule = {
  secondLines: '\n ',
  anyAfter: ["thread '"],
  incomplete: ['message'],
  begins: [
    { when: /^thread '[^']*' (?:\(\d+\) )?panicked at '/, to: 'panicked' },
    { when: /^thread '[^']*' (?:\(\d+\) )?panicked at /, to: 'message' },
    { when: /^Error: /, to: 'error' },
  ],
  states: {
    message: [{ when: ANYTHING, to: 'panicked' }],
    panicked: [
      { when: /^note: /, to: 'end' },
      { when: /^stack backtrace:/, to: 'frames' },
      { when: ANYTHING, to: 'panicked', tentative: true },
    ],
    frames: [
      { when: /^\s+\d+: /, to: 'frames' },
      { when: FRAME, to: 'frames' },
      { when: /^note: /, to: 'end' },
    ],
    error: [
      { when: BLANK, to: 'error', tentative: true },
      { when: /^Caused by:/, to: 'causes' },
      { when: /^Stack backtrace:/, to: 'frames' },
    ],
    causes: [
      { when: INDENTED, to: 'causes' },
      { when: BLANK, to: 'causes', tentative: true },
      { when: /^Stack backtrace:/, to: 'frames' },
    ],
    end: [],
  },
};

/** The built-in rules, by name. */
export const TRACE_RULES: Readonly<Record<RuleName, TraceRule>> = { java, python, go, node, ruby, dotnet, php, rust };
