import { createHash } from 'node:crypto';
import { readOwnFile } from '../format/own-file.js';
import { type Reply, reply } from './reply.js';

/** In the order in which they import each other. */
const SCRIPTS = ['numbers.js', 'history.js', 'elements.js', 'files.js', 'page.js'];

/** The status page, in one: its style and its script are in it, and nothing else may run in it (`script-src`). */
export function createPage(): Reply {
  const style = read('page.css');
  const script = SCRIPTS.map((name) => joined(read(name))).join('\n');
  const body = read('index.html')
    .replace('/* page.css */', () => style)
    .replace('/* scripts */', () => script);
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  const headers = { 'content-security-policy': policy.join('; '), 'referrer-policy': 'no-referrer' };
  return reply('text/html; charset=utf-8', body, 200, headers);
}

/** The build copies the page's files there. */
function read(name: string): string {
  return readOwnFile(`#page/${name}`).toString();
}

/** A module's text as a part of one script with those that it imports. */
function joined(module: string): string {
  return module.replace(/^import [^;]*;\n/gm, '').replace(/^export /gm, '');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
