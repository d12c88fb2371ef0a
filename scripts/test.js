/*
 * Runs the built tests, all but the end-to-end tests: those need other programs, and `npm run test:e2e` runs them.
 * Passes its arguments on to `node --test`.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const files = readdirSync('build/test', { recursive: true })
  .filter((name) => name.endsWith('.test.js') && !name.startsWith('e2e/'))
  .map((name) => `build/test/${name}`)
  .sort();

// Node's default leaves one processor free, so that two processors run one file at a time. Many files wait for podtail's
// timers: one more than there are processors fills these pauses.
const concurrency = availableParallelism() + 1;
const options = [`--test-concurrency=${concurrency}`, '--test-reporter=spec', '--test-timeout=600000'];
const runner = spawn(process.execPath, ['--test', ...options, ...process.argv.slice(2), ...files], {
  stdio: 'inherit',
});
runner.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
