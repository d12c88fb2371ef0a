import { BLANK, FRAME, INDENTED, type TraceGrammar } from '../trace-grammar.js';

/** What `Throwable.printStackTrace` and the loggers print, Reactor's checkpoints, and the JVM's thread dump. */
export const java: TraceGrammar = {
  firstCharacters: ' \t.',
  firstTexts: ['Caused by: ', 'Wrapped by: ', 'Full thread dump', '********', '??? ??, 2', '??? ?, 20'],
  messages: ['title', 'cause', 'name', 'julMessage', 'jul', 'dumpTime', 'failure', 'description'],
  begins: [
    { when: /^Exception in thread "/, to: 'title', grade: 3 },
    { when: /^Full thread dump /, to: 'dump', grade: 3 },
    { when: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, to: 'dumpTime', grade: 1 },
    { when: /^\*{20,}$/, to: 'failure', grade: 1, logged: 'title' },
    { when: /^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M [\w$.]+(?: [\w$<>]+)?$/, to: 'jul', grade: 1 },
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
    jul: [{ when: /^(?:SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): /, to: 'julMessage' }],
    julMessage: [
      { when: FRAME, to: 'frames' },
      { when: /^(?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable)\b/, to: 'title', tentative: true },
      { when: INDENTED, to: 'julMessage' },
    ],
    end: [],
  },
  others: {
    title: 'title',
    cause: 'cause',
    frames: 'gap',
    gap: 'gap',
    description: 'description',
    sites: 'sites',
    julMessage: 'julMessage',
  },
};
