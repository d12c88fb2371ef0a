import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE_NAME = 'THIRD-PARTY-NOTICES.txt';
const INTRODUCTION = 'The command podtail holds code of the packages below, under these licences.\n';

/** A bundler's plugin that puts the licences of all packages whose code is in the bundle beside it. */
export function notices() {
  return {
    name: 'notices',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []));
      const folders = [...new Set(modules.map(packageFolder).filter((folder) => folder !== undefined))].sort();
      const source = [INTRODUCTION, ...folders.map(noticeOf)].join('\n');
      this.emitFile({ type: 'asset', fileName: FILE_NAME, source });
    },
  };
}

/** The folder of the package that a module belongs to; undefined for one of podtail's own. */
function packageFolder(module) {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0];
}

/** Throws where a package comes without its licence: then it may not be in the bundle. */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e([.-]|$)/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file, so it cannot be bundled`);
  const text = readFileSync(join(folder, file), 'utf8').trim();
  return `${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}
