/*
 * Bundles the command, with all that it needs, into a few files: start-up takes half the time that it takes from two
 * hundred. What only some commands need is in files of their own. Not minified, for the sake of what errors say.
 */
import { build } from 'rolldown';
import { fewerModules } from './fewer-modules.js';
import { notices } from './notices.js';

await build({
  input: { podtail: 'src/cli/main.ts' },
  platform: 'node',
  // Only help needs yargs, and it reads files of its own; snappy is a library for each platform, and SQLite has a file of WebAssembly.
  external: ['yargs', 'snappy', 'node-sqlite3-wasm'],
  plugins: [fewerModules(), notices()],
  output: { dir: 'dist/command', chunkFileNames: '[name].js' },
});
