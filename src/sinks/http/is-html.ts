import type { HttpAnswer } from './http-client.js';

/** The beginnings of HTML. A login page or the default page of a gateway is HTML with any content type. */
const STARTS = ['<!doctype html', '<html', '<head', '<body', '<title', '<script', '<meta'];
/** What may precede them: comments, and the declaration of XML. */
const BEFORE = /^(?:[\ufeff\s]|<!--[\s\S]*?-->|<\?xml[^>]*\?>)+/i;
/** A comment or a declaration that is incomplete, or may become one. */
const UNENDED = /^(?:<!--|<\?xml\b|<!?-?$|<\?x?m?$)/i;
/** Characters of the body that are examined. */
const BEGINNING = 1024;
const HTML = /^(text\/html|application\/xhtml\+xml)/i;
const DATA = /^application\/(json|.*\+json|x-protobuf|x-ndjson)/i;

/**
 * Whether an answer is an HTML page, by its headers and the beginning of its body. Undefined while more of the body is
 * needed.
 */
export function isHtml({ headers }: Pick<HttpAnswer, 'headers'>, body: Buffer): boolean | undefined {
  const type = String(headers['content-type'] ?? '');
  if (HTML.test(type)) return true;
  if (DATA.test(type)) return false;
  const start = body.toString('utf8', 0, BEGINNING).replace(BEFORE, '').toLowerCase();
  if (STARTS.some((html) => start.startsWith(html))) return true;
  const isOpen = STARTS.some((html) => html.startsWith(start)) || UNENDED.test(start);
  return isOpen && body.length < BEGINNING ? undefined : false;
}
