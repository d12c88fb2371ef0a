/*
 * Runs the built tests with `node --test`, to which it passes its other arguments on. `--only FOLDER` runs the tests of one
 * folder of `test`. Without it, all run but the end-to-end tests, which need other programs.
 *
 * The tests of most folders change nothing but what they get as arguments. These run several files in one process, because a
 * process of its own costs each file a quarter of a second of processor time.
 *
 * TEST_REPORTS names a folder for reports. `ran-all.txt` (or `ran-FOLDER.txt`) lists the tests that passed, and
 * `c8 report` reads what `coverage` has.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

const END_TO_END = 'e2e';

/** Folders whose files can share a process: they set no environment variable, and end no process. */
const SHARED_PROCESS = [
  ...['bench', 'checkpoint', 'config', 'decode', 'deliver', 'discover', 'encode', 'expression', 'format', 'import'],
  ...['inspect', 'kubernetes', 'record', 'remote', 'replay', 'sinks', 'soak', 'support', 'tail', 'transform'],
];
const FILES_IN_A_PROCESS = 8;
const GROUPS = 'build/groups';

const given = process.argv.slice(2);
const only = given[0] === '--only' ? given.splice(0, 2)[1] : undefined;
const files = readdirSync('build/test', { recursive: true })
  .filter((name) => name.endsWith('.test.js'))
  .filter((name) => (only === undefined ? !name.startsWith(`${END_TO_END}/`) : name.startsWith(`${only}/`)))
  .sort();
const canShare = (name) => SHARED_PROCESS.includes(name.split('/')[0]);
const paths = [...files.filter((name) => !canShare(name)).map((name) => `build/test/${name}`), ...groups()];

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
spawn(process.execPath, [...options, ...paths], { stdio: 'inherit', env: environment }).on('exit', (code) => {
  process.exitCode = code ?? 1;
});

/** Writes a file for each process, which imports the files that run in it. */
function groups() {
  rmSync(GROUPS, { recursive: true, force: true });
  mkdirSync(GROUPS, { recursive: true });
  const shared = files.filter(canShare);
  const count = Math.ceil(shared.length / FILES_IN_A_PROCESS);
  // Neighbours in the list are often alike: slow ones are spread over all processes.
  return Array.from({ length: count }, (_, group) => {
    const imports = shared.filter((_, index) => index % count === group).map((name) => `import '../test/${name}';\n`);
    const path = `${GROUPS}/${group}.test.js`;
    writeFileSync(path, imports.join(''));
    return path;
  });
}
