import { ANYTHING, BLANK, FRAME, INDENTED, type TraceGrammar } from '../trace-grammar.js';

/** What `Throwable.printStackTrace` and the loggers print, Reactor's checkpoints, and the JVM's thread dump. */
export const java: TraceGrammar = {
  firstCharacters: ' \t.',
  firstTexts: [
    '# ',
    'Syntax e',
    'Executio',
    'Full report',
    'Caused by: ',
    'Wrapped by: ',
    'Full thread dump',
    '********',
    '??? ??, 2',
    '??? ?, 20',
    ...['java.', 'javax.', 'org.', 'com.', 'net.', 'io.'],
    ...['Created ', 'Recent a'],
  ],
  lastPair: '()',
  incomplete: ['clojure'],
  messages: ['title', 'cause', 'name', 'julMessage', 'julText', 'jul', 'dumpTime', 'failure', 'description'],
  begins: [
    { when: /^Exception in thread "/, to: 'title', grade: 3 },
    { when: /^Full thread dump /, to: 'dump', grade: 3 },
    { when: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, to: 'dumpTime', grade: 1 },
    { when: /^\*{20,}$/, to: 'failure', grade: 1, logged: 'title' },
    { when: /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M [\w$.]+(?: [\w$<>]+)?$/, to: 'jul', grade: 1 },
    // tinylog.
    { when: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:[.,]\d+)? \[[^\]]+\] [\w$.]+\(\)$/, to: 'jul', grade: 1 },
    // Kafka's and other libraries' exceptions that have no frames.
    {
      when: /^(?:[a-z][\w$]*\.){2,}[\w$]*(?:Exception|Error|Throwable)(?:: |$)/,
      to: 'title',
      grade: 2,
      logged: 'certain',
    },
    // Netty's report of a leak.
    { when: /\bLEAK: /, and: /was not called before it's garbage-collected/, to: 'leak', grade: 2 },
    {
      when: /^(?:Caused by: |Wrapped by: )?(?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable)\b/,
      to: 'title',
      grade: 2,
      logged: 'title',
    },
    { when: /^[\w$]*(?:Exception|Error|Throwable)(?::|$)/, to: 'title', grade: 2, logged: 'title' },
    { when: /[\w$]\.[\w$]*(?:Exception|Error|Throwable)\b/, to: 'title', grade: 1 },
    { when: /(?:Exception|Error|Throwable)(?::|\s*$)/, to: 'name', grade: 1 },
    { when: /^[\w$]+\.[\w$.]+(?::|$)/, to: 'name', grade: 1, logged: 'title' },
    { when: /^#$/, to: 'crashed', grade: 1 },
    {
      when: /^(?:Execution|Syntax|Unexpected) error (?:\(\S+\) )?(?:at|compiling|macroexpanding|reading) /,
      to: 'clojure',
      grade: 3,
    },
    { when: FRAME, to: 'frames', grade: 1, logged: 'certain' },
  ],
  states: {
    name: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*\.\.\. \d+ /, to: 'frames' },
      { when: /^\s*Caused by: /, to: 'cause' },
      { when: INDENTED, to: 'name', tentative: true },
      { when: BLANK, to: 'name', tentative: true },
    ],
    title: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*\.\.\. \d+ /, to: 'frames' },
      { when: /^\s*Caused by: /, to: 'cause' },
    ],
    cause: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*\.\.\. \d+ /, to: 'frames' },
      { when: /^\s*(?:Caused by|Wrapped by): /, to: 'cause' },
      { when: INDENTED, to: 'cause' },
    ],
    frames: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*\.\.\. \d+ /, to: 'frames' },
      { when: /^\s*(?:Caused by|Wrapped by): /, to: 'cause' },
      { when: /^\s+Suppressed: /, to: 'cause' },
      { when: /^\s*\[?CIRCULAR REFERENCE/, to: 'frames' },
      { when: /^\s+- (?:locked|waiting|parking|eliminated) /, to: 'frames' },
      { when: /^Error has been observed at the following site/, to: 'sites' },
      { when: /^(?:Original )?Stack [Tt]race:$/, to: 'frames' },
    ],
    sites: [
      { when: /^\s+[*|]?_/, to: 'sites' },
      { when: /^(?:Original )?Stack [Tt]race:$/, to: 'frames' },
      { when: INDENTED, to: 'sites' },
    ],
    gap: [
      { when: FRAME, to: 'frames' },
      { when: /^\s*\.\.\. \d+ /, to: 'frames' },
      { when: /^\s*(?:Caused by|Wrapped by): /, to: 'cause' },
    ],
    dumpTime: [{ when: /^Full thread dump /, to: 'dump' }],
    dump: [
      { when: INDENTED, to: 'dump' },
      { when: /^"/, to: 'dump' },
      {
        when: /^(?:Threads class SMR info:|_java_thread_list=|0x[0-9a-f]{8,}|\}|JNI global ref|Heap$|Found |={10,}|Java stack info|which is held by|Class histogram)/,
        to: 'dump',
      },
      { when: BLANK, to: 'dump', tentative: true },
    ],
    failure: [{ when: /^APPLICATION FAILED TO START$/, to: 'description' }],
    description: [{ when: /^Action:$/, to: 'action' }],
    action: [
      { when: BLANK, to: 'action', tentative: true },
      { when: /^/, to: 'advice' },
    ],
    advice: [
      { when: BLANK, to: 'end', tentative: true },
      { when: /^/, to: 'advice' },
    ],
    jul: [
      { when: /^(?:SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST|FATAL|ERROR|WARN|DEBUG|TRACE): /, to: 'julMessage' },
    ],
    julMessage: [
      { when: FRAME, to: 'frames' },
      { when: /^(?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable)\b/, to: 'title', tentative: true },
      { when: INDENTED, to: 'julMessage' },
    ],
    julText: [
      { when: FRAME, to: 'frames' },
      { when: /^(?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable)\b/, to: 'title', tentative: true },
    ],
    leak: [
      { when: /^\t/, to: 'leak' },
      { when: /^(?:Recent access records: |#\d+:$|Created at:$|: \d+ leak records )/, to: 'leak' },
    ],
    // The JVM's own report of a crash.
    crashed: [{ when: /^# /, to: 'crash' }],
    crash: [{ when: /^#/, to: 'crash' }],
    clojure: [{ when: ANYTHING, to: 'told' }],
    told: [{ when: BLANK, to: 'reported', tentative: true }],
    reported: [{ when: /^Full report at:$/, to: 'clojure' }],
    end: [],
  },
  others: {
    title: 'title',
    cause: 'cause',
    frames: 'gap',
    gap: 'gap',
    description: 'description',
    sites: 'sites',
    julMessage: 'julText',
    julText: 'julText',
  },
};
