import { BLANK, type TraceGrammar } from '../trace-grammar.js';

/** PHP's own log to standard error, and php-fpm's, which says besides that it is a message of PHP. */
const OWN = '(?:NOTICE: )?(?:PHP message: )?(?:PHP )?';
const PROBLEM = new RegExp(`^${OWN}(?:Fatal error|Warning|Notice|Deprecated|Parse error): `);
/** What ends the message of a problem. */
const PLACE = / on line \d+$/;
const STACK = new RegExp(`^${OWN}(?:Stack trace:|\\[stacktrace\\])`);

/** What PHP prints of an uncaught exception, Xdebug's stack, and Monolog's line formatter (Laravel's). */
export const php: TraceGrammar = {
  firstCharacters: '# ',
  firstTexts: [
    ...['Stack trace:', '[stacktrace]', 'PHP ', '[previous exception]'],
    ...['Fatal error: ', 'Warning: ', 'Notice: ', 'Deprecated: ', 'Parse error: '],
  ],
  messages: ['title', 'told', 'telling'],
  begins: [
    {
      when: new RegExp(`^${OWN}(?:Fatal error|Warning|Parse error|Recoverable fatal error): `),
      and: /Uncaught /,
      to: 'title',
      grade: 3,
    },
    { when: PROBLEM, and: PLACE, to: 'told', grade: 3 },
    { when: PROBLEM, to: 'telling', grade: 3 },
    { when: /Uncaught /, to: 'title', grade: 2 },
    // Of PHP 5.
    { when: /^exception '[\w\\]+' (?:with message '|in )/, to: 'title', grade: 2, logged: 'title' },
    { when: /"exception":"\[object\]|\{"exception":|\[object\] \(/, to: 'title', grade: 2, logged: 'certain' },
    { when: /^In \S+\.php line \d+:$/, to: 'console', grade: 2 },
    { when: /^#0 /, to: 'frames', grade: 1, logged: 'certain' },
    { when: /^#\d+ (?:[/\\{[]|[A-Z]:\\|\S+\.php\b|\S+\()/, to: 'frames', grade: 1 },
    { when: STACK, to: 'frames', grade: 1, logged: 'certain' },
    { when: /^[A-Z][\w\\]*(?:Exception|Error): /, to: 'title', grade: 2, logged: 'title' },
  ],
  states: {
    title: [
      { when: STACK, to: 'frames' },
      { when: /^#0 /, to: 'frames' },
    ],
    told: [{ when: STACK, to: 'frames' }],
    telling: [
      { when: STACK, to: 'frames' },
      { when: PLACE, to: 'told' },
    ],
    frames: [
      // Where blank lines get lost, as with php-fpm.
      { when: /^Next \S/, to: 'title' },
      { when: new RegExp(`^${OWN}\\s*(?:#\\d+ |\\d+\\. )`), to: 'frames' },
      { when: new RegExp(`^${OWN}\\s+thrown in `), to: 'end' },
      { when: /^\[previous exception\]/, to: 'title' },
      { when: /^"\}/, to: 'end' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    gap: [
      { when: /^Next \S/, to: 'title' },
      { when: /^\[previous exception\]/, to: 'title' },
      { when: /^"\}/, to: 'end' },
      { when: new RegExp(`^${OWN}\\s+thrown in `), to: 'end' },
      { when: BLANK, to: 'gap', tentative: true },
    ],
    // Symfony's console: a box of blanks.
    console: [
      // The box is of blanks, as wide as the message.
      { when: /^ +$/, to: 'console' },
      { when: BLANK, to: 'console', tentative: true },
      { when: /^ {2}\S/, to: 'console' },
      { when: /^Exception trace:$/, to: 'console' },
      { when: /^ \S.* at (?:\S+:\d+|n\/a:n\/a)$/, to: 'console' },
    ],
    end: [],
  },
  others: { title: 'title', telling: 'telling' },
};
