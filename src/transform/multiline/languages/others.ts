import { ANYTHING, BLANK, INDENTED, STOP, type TraceGrammar } from '../trace-grammar.js';

/** A line of PHP's, glibc's or gdb's numbered frames… */
const NUMBERED = /^#\d+ {1,3}\S/;
/** …and of glibc's `backtrace_symbols`. */
const SYMBOL = /^\S+\(.*\) ?\[0x[0-9a-f]+\]$/;
/** One way of an Erlang node to begin its reports, and those of supervisors and processes that crashed. */
const REPORT = /^=[A-Z]{4,10} REPORT====/;
const SANITIZER = /^(?:==\d+==ERROR|==\d+==WARNING|WARNING): \w+Sanitizer: /;
/** What valgrind found, and where. */
const VALGRIND = /^==\d+== {4}(?:at|by) 0x/;

/**
 * Runtimes whose traces take few rules: Erlang and Elixir, Lua, Perl, OCaml, Haskell, Dart, Swift, Julia, R, Crystal, and
 * of C and C++ what ends a program, and the sanitizers.
 */
export const others: TraceGrammar = {
  firstCharacters: ' \t#',
  firstTexts: [
    ...['** ', 'Last message', 'State: ', 'stack traceback:', 'Raised at', 'Called from', 'Re-raised'],
    ...['CallStack', 'HasCallStack', 'Stacktrace:', 'Calls: ', 'Execution halted', 'Current stack', '0  ', '1  '],
    ...['==', 'READ of', 'WRITE of', 'SUMMARY: ', '--------', 'Error: unhandled', 'At line ', 'Fortran '],
    ...['Warning message', '"stacktrace', '"at ', '"Caused by'],
  ],
  messages: ['d', 'rError', 'fortran', 'valgrind', 'named', 'thrown', 'dart', 'raised', 'unhandled'],
  begins: [
    { when: REPORT, to: 'report', grade: 3 },
    { when: /^\*\* \((?:\w+\.)*\w+\) /, to: 'raised', grade: 3, logged: 'certain' },
    { when: /^ +\*\* \((?:\w+\.)*\w+\) /, to: 'raised', grade: 1, logged: 'certain' },
    { when: /^escript: exception \w+: /, to: 'escript', grade: 3 },
    { when: /^warning: /, to: 'warning', grade: 0 },
    { when: /^stack traceback:$/, to: 'indented', grade: 2, logged: 'certain' },
    { when: /^Stacktrace:$/, to: 'julia', grade: 2, logged: 'certain' },
    {
      when: /^(?:HasCallStack backtrace|CallStack \(from HasCallStack\)):$/,
      to: 'indented',
      grade: 2,
      logged: 'certain',
    },
    { when: /^Fatal error: exception /, to: 'ocaml', grade: 3 },
    { when: /^Raised (?:at|by) .*(?: in file "|unknown location)/, to: 'ocaml', grade: 2, logged: 'certain' },
    { when: /^Exception: .*\.$/, to: 'ocaml', grade: 2 },
    { when: /^Unhandled [\w:.-]+ in thread #</, to: 'unhandled', grade: 3 },
    { when: /^Unhandled exception:$/, to: 'dart', grade: 3 },
    { when: /^Unhandled exception: .+ \([\w:]+\)$/, to: 'crystal', grade: 3 },
    { when: /^Fatal error: .*\bfile \S+\.swift, line \d+$|^\S+\.swift:\d+: Fatal error: /, to: 'swift', grade: 3 },
    { when: /^Error in .+ :/, to: 'rError', grade: 2 },
    { when: /^(?:Error: .+|Error in .+)/, to: 'r', grade: 1 },
    { when: /^(?:In addition: )?Warning messages:$/, to: 'rWarnings', grade: 2 },
    { when: /^(?:In addition: )?Warning message:$/, to: 'rWarning', grade: 2 },
    { when: /^ERROR: /, to: 'thrown', grade: 2 },
    { when: /^(?:terminate called |libc\+\+abi: terminating )/, to: 'terminated', grade: 3 },
    { when: /^={18,}$/, to: 'rule', grade: 1 },
    { when: /^==\d+== \S/, to: 'valgrind', grade: 0 },
    { when: /: runtime error: /, to: 'numbered', grade: 1 },
    { when: SYMBOL, to: 'symbols', grade: 1, logged: 'certain' },
    {
      when: /^(?:={2,} )?(?:Back ?trace|Stack ?[Tt]race|Call ?[Ss]tack|Stack dump)(?:: ={2,}|:)?$/,
      to: 'backtrace',
      grade: 2,
      logged: 'certain',
    },
    // Fortran's.
    {
      when: /^(?:At line \d+ of file |Fortran runtime error: |Program received signal SIG\w+: )/,
      to: 'fortran',
      grade: 3,
    },
    // D's.
    { when: /^[\w.]+@\S+\(\d+\): /, to: 'd', grade: 2 },
    // Nim's.
    { when: /^(?:\S+\.nim\(\d+\)\s+\S|Traceback \(most recent call last\)$)/, to: 'nim', grade: 2 },
    { when: SANITIZER, to: 'sanitizer', grade: 3 },
    { when: / at \S+ line \d+\.?$/, to: 'perl', grade: 1 },
    // JSON, or what `util.inspect` prints, of several lines; but none that the title of a trace begins.
    { when: /[[{(]$/, and: /^(?!.*(?:[Ee]rror|[Ee]xception))/, to: 'object', grade: 0 },
    { when: /^(?:Array|[A-Z][\w\\]* Object)$/, to: 'printed', grade: 0 },
    // Elasticsearch's JSON, whose stack has a line for each frame.
    { when: /^\{\s*"[^"]+"\s*:.*,\s*$/, to: 'openJson', grade: 1 },
    // A statement in MySQL's log of slow ones.
    { when: /^# (?:Time: \d|User@Host: )/, to: 'slow', grade: 3 },
    { when: /^[\w./\\-]{1,80}(?::\d+)?: \S/, to: 'named', grade: 0 },
  ],
  states: {
    report: [
      { when: REPORT, to: STOP },
      { when: /^\*\* /, to: 'report' },
      { when: INDENTED, to: 'report' },
    ],
    raised: [
      { when: /^ {4,}(?:\(\w+ [\d.\w-]+\) )?\S+?(?::\d+)?[:(]/, to: 'elixir' },
      { when: /^Last message/, to: 'elixir' },
    ],
    escript: [{ when: /^ {2}in (?:function|call) /, to: 'escript' }],
    warning: [{ when: /^ {2}\S+\.exs?:\d+/, to: 'warning' }],
    elixir: [
      { when: INDENTED, to: 'elixir' },
      { when: /^Client .+ is (?:alive|dead|remote|terminating)/, to: 'elixirClient' },
      {
        when: /^(?:Last message(?: \(from [^)]*\))?|State|Function|Start Call|Initial Call|Ancestors|Neighbours|Label|Queue): ?/,
        to: 'elixir',
      },
    ],
    // The process that called, and its stack.
    elixirClient: [{ when: BLANK, to: 'elixirStack', tentative: true }],
    elixirStack: [{ when: /^ {4}\S/, to: 'elixirCalls' }],
    elixirCalls: [{ when: /^ {4}\S/, to: 'elixirCalls' }],
    indented: [
      { when: /^(?:coroutine \d+:|\(\.\.\.tail calls\.\.\.\))$/, to: 'indented' },
      { when: INDENTED, to: 'indented' },
    ],
    thrown: [{ when: /^Stacktrace:$/, to: 'julia' }],
    julia: [
      { when: /^\s+(?:\[\d+\]|@|⋮|\.\.\.)/, to: 'julia' },
      { when: /^in expression starting at /, to: 'julia' },
      { when: /^caused by: /, to: 'thrown', tentative: true },
      { when: BLANK, to: 'juliaGap', tentative: true },
    ],
    juliaGap: [{ when: /^caused by: /, to: 'thrown' }],
    ocaml: [{ when: /^(?:Raised|Called|Re-raised) (?:at|from|by) .*(?: in file "|unknown location)/, to: 'ocaml' }],
    dart: [{ when: /^#\d+ {2,}\S/, to: 'dartFrames' }],
    dartFrames: [
      { when: /^#0 /, to: STOP },
      { when: /^#\d+ {2,}\S/, to: 'dartFrames' },
      { when: /^<asynchronous suspension>$/, to: 'dartFrames' },
    ],
    crystal: [{ when: /^\s+from \S/, to: 'crystal' }],
    swift: [
      { when: /^Current stack trace:$/, to: 'swift' },
      { when: /^\d{1,3} {2,}\S/, to: 'swift' },
    ],
    rError: [
      { when: INDENTED, to: 'rError' },
      { when: /^Calls: /, to: 'rCalls' },
      { when: /^Execution halted$/, to: 'end' },
    ],
    rWarning: [{ when: ANYTHING, to: 'rWarnings' }],
    rWarnings: [
      { when: INDENTED, to: 'rWarnings' },
      { when: /^(?:\d+: |In .+:$)/, to: 'rWarnings' },
    ],
    r: [
      { when: /^Raised (?:at|by) /, to: 'ocaml' },
      { when: INDENTED, to: 'r' },
      { when: /^[\]})]+[,;.]?$/, to: 'r' },
      { when: /^Calls: /, to: 'rCalls' },
      { when: /^Execution halted$/, to: 'end' },
    ],
    rCalls: [
      { when: /^Execution halted$/, to: 'end' },
      { when: /^\d+: /, to: 'rCalls' },
    ],
    terminated: [{ when: /^ {2}what\(\): /, to: 'terminated' }],
    rule: [{ when: SANITIZER, to: 'sanitizer' }],
    sanitizer: [
      { when: /^==\d+==/, to: 'sanitizer' },
      { when: INDENTED, to: 'sanitizer' },
      { when: BLANK, to: 'sanitizer' },
      { when: /^SUMMARY: /, to: 'summary' },
      { when: SANITIZER, to: STOP },
      { when: ANYTHING, to: 'sanitizer' },
    ],
    summary: [
      { when: INDENTED, to: 'summary' },
      { when: /^(?:Shadow |=>0x)/, to: 'summary' },
      { when: /^(?:==\d+==ABORTING|={18})$/, to: 'end' },
      { when: BLANK, to: 'summary', tentative: true },
    ],
    valgrind: [{ when: VALGRIND, to: 'valgrindFrames' }],
    valgrindFrames: [
      { when: VALGRIND, to: 'valgrindFrames' },
      { when: /^==\d+== {2}\S/, to: 'valgrindFrames' },
    ],
    numbered: [{ when: /^ +#\d+ 0x/, to: 'numbered' }],
    symbols: [{ when: SYMBOL, to: 'symbols' }],
    backtrace: [
      { when: INDENTED, to: 'backtrace' },
      { when: NUMBERED, to: 'backtrace' },
      { when: SYMBOL, to: 'backtrace' },
      { when: /^In \S+:$/, to: 'backtrace' },
      { when: BLANK, to: 'backtraceGap', tentative: true },
    ],
    // Guile tells what was wrong behind the frames.
    backtraceGap: [{ when: /^\S+:\d+:\d+: In procedure \S+:$/, to: 'guile' }],
    guile: [{ when: ANYTHING, to: 'end' }],
    fortran: [
      {
        when: /^(?:Fortran runtime error: |Error termination\. Backtrace:$|Backtrace for this error:$)/,
        to: 'fortran',
      },
      { when: BLANK, to: 'fortran', tentative: true },
      { when: NUMBERED, to: 'fortranFrames' },
    ],
    fortranFrames: [
      { when: NUMBERED, to: 'fortranFrames' },
      { when: /^\s+at \S/, to: 'fortranFrames' },
    ],
    d: [{ when: /^-{16}$/, to: 'dFrames' }],
    dFrames: [{ when: /^\S+:[\d?]+ .*\[0x[0-9a-f]+\]$/, to: 'dFrames' }],
    nim: [
      { when: /^(?:\S+\.nim\(\d+\)\s+\S|\[\[re)/, to: 'nim' },
      { when: /^Error: unhandled exception: /, to: 'end' },
    ],
    perl: [{ when: /^\t\S.* called at \S+ line \d+\.?$/, to: 'perl' }],
    printed: [{ when: /^\($/, to: 'object' }],
    object: [
      { when: INDENTED, to: 'object' },
      { when: /^[\]})]+[,;]?$/, to: 'end' },
    ],
    openJson: [
      { when: /^".*\}\s*$/, to: 'end' },
      { when: /^"/, to: 'openJson' },
    ],
    slow: [
      { when: /^# |^use \S+;$/, to: 'slow' },
      { when: /^SET timestamp=\d+;$/, to: 'statement' },
    ],
    statement: [
      { when: /;$/, to: 'end' },
      { when: ANYTHING, to: 'statement' },
    ],
    unhandled: [{ when: /^\d+: \(/, to: 'lisp' }],
    lisp: [
      { when: /^\d+: \(/, to: 'lisp' },
      { when: BLANK, to: 'lispGap', tentative: true },
    ],
    lispGap: [{ when: /^unhandled condition in --disable-debugger mode, quitting$/, to: 'end' }],
    named: [
      { when: /^stack traceback:$/, to: 'indented' },
      { when: /^(?:HasCallStack backtrace|CallStack \(from HasCallStack\)):$/, to: 'indented' },
    ],
    end: [],
  },
  others: { d: 'd', rError: 'rError', thrown: 'thrown', dart: 'dart', raised: 'raised', unhandled: 'unhandled' },
};
