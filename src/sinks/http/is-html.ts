import type { HttpAnswer } from './http-client.js';

/** How HTML begins; a login page or a gateway's default page is such, whatever its type says. */
const STARTS = ['<!doctype html', '<html', '<head', '<body'];
const HTML = /^(text\/html|application\/xhtml\+xml)/i;
const DATA = /^application\/(json|.*\+json|x-protobuf|x-ndjson)/i;

/**
 * Whether an answer is a page for people, as far as its head and the beginning of its body say; undefined while more of
 * the body has to come.
 */
export function isHtml({ headers }: Pick<HttpAnswer, 'headers'>, body: Buffer): boolean | undefined {
  const type = String(headers['content-type'] ?? '');
  if (HTML.test(type)) return true;
  if (DATA.test(type)) return false;
  const start = body
    .toString('utf8', 0, 1024)
    .replace(/^[\ufeff\s]+/, '')
    .toLowerCase();
  if (STARTS.some((html) => start.startsWith(html))) return true;
  return STARTS.some((html) => html.startsWith(start)) ? undefined : false;
}
