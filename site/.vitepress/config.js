/*
 * The site of the documentation: every page of `docs`, with search in the browser. `npm run docs` builds it.
 *
 * The Markdown stays as GitHub shows it. What differs here: `docs/README.md` is the front page, and a link to a file of the
 * repository leads to a page that shows the file (`files/[path].md`).
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { files, readText, slugOf, targetOf, titleOf, urlOf } from '../repository.js';

export default defineConfig({
  title: 'podtail',
  description: 'A log shipper for Kubernetes nodes',
  lang: 'en',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  srcDir: '..',
  srcExclude: ['!(docs|site)/**', '*.md', 'site/node_modules/**'],
  rewrites: { 'docs/README.md': 'index.md', 'docs/:page': ':page', 'site/files/:path*': 'files/:path*' },
  ignoreDeadLinks: 'localhostLinks',
  outDir: 'dist',
  cacheDir: '.cache',
  vite: { plugins: [{ name: 'vue-of-this-folder', resolveId: vueOfThisFolder }] },
  markdown: {
    anchor: { slugify: githubAnchor },
    config(markdown) {
      markdown.core.ruler.push('links-of-the-repository', ({ tokens, env }) => {
        const page = repositoryPathOf(env.relativePath);
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          if (token.type === 'link_open') token.attrSet('href', linkInSite(token.attrGet('href'), page));
        }
      });
    },
  },
  themeConfig: {
    search: {
      provider: 'local',
      // Pages that show files are not searched.
      options: { _render: (text, env, markdown) => (isFile(env.relativePath) ? '' : markdown.render(text, env)) },
    },
    outline: [2, 3],
    sidebar: sections(),
  },
});

/** The sections of the front page, each with its pages in the order of its table. */
function sections() {
  return readText('docs/README.md')
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const pages = Array.from(section.matchAll(/\]\(([\w-]+\.md)\)/g), ([, page]) => `docs/${page}`);
      return {
        text: section.slice(0, section.indexOf('\n')),
        items: pages.map((page) => ({ text: titleOf(page).replaceAll('`', ''), link: urlOf(page) })),
      };
    });
}

/** The file of the repository that a page shows. */
function repositoryPathOf(relativePath) {
  const slug = /^(?:site\/)?files\/(.*)\.md$/.exec(relativePath)?.[1];
  if (slug !== undefined) return files.find((path) => slugOf(path) === slug);
  return `docs/${relativePath.replace(/^docs\//, '').replace(/^index\.md$/, 'README.md')}`;
}

function isFile(relativePath) {
  return /^(?:site\/)?files\//.test(relativePath);
}

function linkInSite(href, page) {
  const target = targetOf(href, page);
  const [anchor = ''] = /#.*/.exec(href) ?? [];
  return target === undefined ? href : `${urlOf(target)}${anchor}`;
}

/** As GitHub makes them, so that links hold in both places: lower case, no punctuation, and a hyphen for each space. */
function githubAnchor(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** Pages are outside of this folder, where Vue would not be found. */
function vueOfThisFolder(module) {
  return /^vue(\/|$)/.test(module)
    ? this.resolve(module, fileURLToPath(import.meta.url), { skipSelf: true })
    : undefined;
}
