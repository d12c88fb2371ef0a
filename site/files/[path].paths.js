/* A page for each file and folder of the repository that the documentation links to. */
import { posix } from 'node:path';
import { files, namesIn, readText, slugOf } from '../repository.js';

export default {
  paths: () => files.map((path) => ({ params: { path: slugOf(path) }, content: contentOf(path) })),
};

function contentOf(path) {
  const names = namesIn(path);
  if (names !== undefined) {
    const folder = posix.basename(path);
    return [`# ${path}`, ...names.map((name) => `- [${name}](${folder}/${name})`)].join('\n\n');
  }
  const text = readText(path);
  if (path.endsWith('.md')) return withImages(text, path);
  return `# ${path}\n\n${'`'.repeat(4)}${languageOf(path)}\n${text.trimEnd()}\n${'`'.repeat(4)}\n`;
}

/** Images are looked up from this folder, which is two below the repository. */
function withImages(markdown, path) {
  return markdown.replaceAll(/(!\[[^\]]*\]\()([^)]+)/g, (_, before, image) => {
    return `${before}${posix.join('../..', posix.dirname(path), image)}`;
  });
}

const LANGUAGES = { yaml: 'yaml', yml: 'yaml', ts: 'ts', json: 'json', sh: 'sh', xml: 'xml', service: 'ini' };

function languageOf(path) {
  const extension = posix.extname(path).slice(1);
  return posix.basename(path) === 'Dockerfile' ? 'docker' : (LANGUAGES[extension] ?? 'txt');
}
