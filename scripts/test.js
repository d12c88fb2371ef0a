/*
 * Runs the built tests with `node --test`, to which it passes its other arguments on. `--only FOLDER` runs the tests of one
 * folder of `test`. Without it, all run but the end-to-end tests, which need other programs.
 *
 * TEST_REPORTS names a folder for reports. `ran-all.txt` (or `ran-FOLDER.txt`) lists the tests that passed, and
 * `c8 report` reads what `coverage` has.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const END_TO_END = 'e2e';

const given = process.argv.slice(2);
const only = given[0] === '--only' ? given.splice(0, 2)[1] : undefined;
const files = readdirSync('build/test', { recursive: true })
  .filter((name) => name.endsWith('.test.js'))
  .filter((name) => (only === undefined ? !name.startsWith(`${END_TO_END}/`) : name.startsWith(`${only}/`)))
  .map((name) => `build/test/${name}`)
  .sort();

// Node's default leaves one processor free, so that two processors run one file at a time. Many files wait for podtail's
// timers: one more than there are processors fills these pauses. The end-to-end tests start servers, and run one at a time.
const limits =
  only === END_TO_END
    ? ['--test-concurrency=1', '--test-timeout=420000']
    : [`--test-concurrency=${availableParallelism() + 1}`, '--test-timeout=600000'];

const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
const environment = { ...process.env };
const reports = process.env.TEST_REPORTS;
if (reports !== undefined) {
  mkdirSync(reports, { recursive: true });
  const ran = join(reports, `ran-${only ?? 'all'}.txt`);
  reporters.push('--test-reporter=./scripts/ran-reporter.js', `--test-reporter-destination=${ran}`);
  reporters.push('--import=./scripts/cover-tests-only.js');
  environment.NODE_V8_COVERAGE = join(reports, 'coverage');
}

const options = ['--test', ...limits, ...reporters, ...given];
spawn(process.execPath, [...options, ...files], { stdio: 'inherit', env: environment }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});
