/*
 * Makes podtail a single executable that needs no Node.js on the machine: a `node` with one script in it, and the files that
 * podtail reads of itself (https://nodejs.org/docs/latest-v24.x/api/single-executable-applications.html). docs/deployment.md
 * has the commands.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'postject';
import { build } from 'rolldown';
import { fewerModules } from './fewer-modules.js';
import { notices } from './notices.js';

/** `node` of version 24 or later, which podtail is put into, and what is made of it. */
const [node, output = 'build/podtail'] = process.argv.slice(2);
if (node === undefined) throw new Error('usage: npm run executable -- PATH-OF-NODE [OUTPUT]');
const folder = 'build/executable';
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/** What the executable has in place of modules that need files beside them. */
const REPLACED = {
  '/src/format/own-file.ts':
    "import { getRawAsset } from 'node:sea';\nexport const readOwnFile = (name) => Buffer.from(getRawAsset(name));\n",
  // The library finds its WebAssembly by its place on disk.
  '/src/import/read-fluent-bit.ts': `import { UserError } from '../record/user-error.js';
export async function readFluentBit() {
  throw new UserError('the single executable reads no SQLite; use podtail with Node.js for the positions of Fluent Bit');
}
`,
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await build({
  input: { podtail: 'src/cli/executable.ts' },
  platform: 'node',
  plugins: [replaced(), fewerModules(), notices()],
  // Pure JavaScript in place of a library for each platform, which would have to stand in a file.
  resolve: { alias: { snappy: join(import.meta.dirname, 'executable-snappy.js') } },
  transform: { define: { 'import.meta.url': '"file:///podtail"' } },
  output: { dir: folder, format: 'cjs', codeSplitting: false },
});
const assets = {
  '#package.json': 'package.json',
  ...Object.fromEntries(['assembly', 'page'].flatMap((name) => filesOf(name))),
};
const configuration = {
  main: join(folder, 'podtail.js'),
  output: join(folder, 'podtail.blob'),
  disableExperimentalSEAWarning: true,
  useCodeCache: true,
  assets,
};
writeFileSync(join(folder, 'sea.json'), JSON.stringify(configuration));
execFileSync(node, ['--experimental-sea-config', join(folder, 'sea.json')], { stdio: 'inherit' });
copyFileSync(node, output);
chmodSync(output, 0o755);
// Names of functions, for debuggers: 18 MB.
execFileSync('strip', [output]);
const blob = readFileSync(join(folder, 'podtail.blob'));
await inject(output, 'NODE_SEA_BLOB', blob, { sentinelFuse: FUSE });

function filesOf(name) {
  return readdirSync(join('dist', name)).map((file) => [`#${name}/${file}`, join('dist', name, file)]);
}

function replaced() {
  return {
    name: 'replaced',
    transform(code, id) {
      if (id.endsWith('/src/expression/expression.ts')) return withImports(code);
      return Object.entries(REPLACED).find(([path]) => id.endsWith(path))?.[1];
    },
  };
}

/** The module with imports of the packages that it loads when it needs them: a bundle has no packages beside it. */
function withImports(code) {
  const names = [...new Set([...code.matchAll(/\bload\('([^']+)'\)/g)].map(([, name]) => name))];
  const imports = names.map((name, index) => `import * as loaded${index} from '${name}';\n`).join('');
  return imports + code.replaceAll(/\bload\('([^']+)'\)/g, (_, name) => `loaded${names.indexOf(name)}`);
}
