import type { Found } from './secret.js';

/** RFC 7468's labels, OpenPGP's (RFC 9580, 6.2), and SSH's old ones; blanks may be pluses in a URL. */
const BEGIN = /-{4,5}[ +]?BEGIN[ +][A-Z0-9 +]{0,40}PRIVATE[ +]KEY(?:[ +]BLOCK)?[ +]?-{4,5}/g;
const END = /-{4,5}[ +]?END[ +][A-Z0-9 +]{0,60}-{4,5}/g;

/** Finds private keys; one whose end is missing goes to the end of the text. */
export function findPrivateKeys(text: string, found: Found): void {
  for (let from = 0; ; ) {
    BEGIN.lastIndex = from;
    const begin = BEGIN.exec(text);
    if (begin === null) return;
    END.lastIndex = begin.index + begin[0].length;
    const end = END.exec(text);
    from = end === null ? text.length : end.index + end[0].length;
    found(begin.index, from);
  }
}
