/* What the site shows of the repository: the pages of `docs`, and the files and folders that they link to. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';

const root = new URL('../', import.meta.url);

export function readText(path) {
  return readFileSync(new URL(path, root), 'utf8');
}

/** The names in a folder; undefined for a file. */
export function namesIn(path) {
  const url = new URL(path, root);
  return statSync(url).isDirectory() ? readdirSync(url).sort() : undefined;
}

/** The first heading of a Markdown file. */
export function titleOf(path) {
  return /^# (.*)$/m.exec(readText(path))[1];
}

/** The pages of `docs`, by their paths in the repository. */
export const pages = namesIn('docs')
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

/** All else that is shown: what pages link to, what that links to if it is Markdown, and all in folders. */
export const files = collect();

/** The path in the repository that a link leads to; undefined for a link that leads out of it, or to the page itself. */
export function targetOf(href, page) {
  if (/^(\w+:|#)/.test(href)) return undefined;
  const path = posix.join(posix.dirname(page), decodeURI(href.replace(/#.*/, '')));
  return path.replace(/\/$/, '');
}

/** Where the site has a file of the repository. */
export function urlOf(path) {
  if (path === 'docs/README.md') return '/';
  const page = /^docs\/([\w-]+)\.md$/.exec(path);
  return page === null ? `/files/${slugOf(path)}` : `/${page[1]}`;
}

/** Names a file in the site: a URL with a dot in its last part would not be taken for a page. */
export function slugOf(path) {
  return path.replaceAll('.', '-');
}

function collect() {
  const found = new Set();
  const add = (path) => {
    if (found.has(path) || pages.includes(path) || path.endsWith('.png')) return;
    if (!existsSync(new URL(path, root))) throw new Error(`${path} does not exist`);
    found.add(path);
    for (const name of namesIn(path) ?? []) add(`${path}/${name}`);
    if (path.endsWith('.md')) addLinksOf(path);
  };
  const addLinksOf = (page) => {
    for (const [, href] of withoutCode(readText(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
      const target = targetOf(href, page);
      if (target !== undefined) add(target);
    }
  };
  for (const page of pages) addLinksOf(page);
  return [...found].sort();
}

function withoutCode(markdown) {
  return markdown.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
}
