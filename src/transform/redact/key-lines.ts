import type { TraceGrammar } from '../multiline/trace-grammar.js';

/**
 * A private key that a program writes line by line is joined to one record, so that all of it is found. RFC 7468: lines
 * of base64 between two that name it, and RFC 1421's headers; of OpenPGP (RFC 9580, 6.2) an empty line too.
 */
export const PRIVATE_KEY_LINES: TraceGrammar = {
  // Base64 of what begins each key: a DER sequence, the name of OpenSSH's format, a packet of OpenPGP.
  firstCharacters: 'M\n',
  firstTexts: ['b3BlbnN', 'Proc-Type: ', 'Version: ', 'Comment: ', 'Hash: ', 'lQ', 'lI', 'lF', 'lH', 'xc', 'xY', 'xV'],
  incomplete: ['body'],
  begins: [{ when: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----\s*$/, to: 'body', grade: 3 }],
  states: {
    body: [
      { when: /^\s*-----END /, to: 'end' },
      { when: /^(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): /, to: 'body' },
      { when: /^\s*[A-Za-z0-9+/=]*\s*$/, to: 'body' },
    ],
    end: [],
  },
};
