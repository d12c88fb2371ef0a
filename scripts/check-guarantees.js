/*
 * `node scripts/check-guarantees.js FOLDER` fails unless the tests of each row in the table of docs/guarantees.md exist and
 * ran. FOLDER has the lists that ran-reporter.js wrote. A test that was skipped in one run has to run in another. Only a real Loki may
 * be missing, since building it takes long.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const runs = readdirSync(folder)
  .filter((name) => name.startsWith('ran-'))
  .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
  .flatMap(testOfLine);
const MAY_BE_SKIPPED = /^a real Loki\b/;
const passed = new Set(runs.filter(({ state }) => state === 'passed').map(nameOf));
const mayBeSkipped = ({ state, title }) => state === 'skipped' && MAY_BE_SKIPPED.test(title);
const filesThatRan = new Set(
  runs.filter((test) => test.state === 'passed' || mayBeSkipped(test)).map(({ file }) => file),
);

const rows = [...readFileSync('docs/guarantees.md', 'utf8').matchAll(/^\| (\d+) \|(.*)\|$/gm)];
const faults = rows.flatMap(([, promise, cells]) => {
  const named = [...cells.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path);
  const files = named.flatMap(testFilesAt);
  const skipped = runs.filter((test) => files.includes(test.file) && !passed.has(nameOf(test)) && !mayBeSkipped(test));
  return [
    ...(named.length === 0 ? ['no test is named'] : []),
    ...named.filter((path) => testFilesAt(path).length === 0).map((path) => `${path} does not exist`),
    ...files.filter((file) => !filesThatRan.has(file)).map((file) => `${file} did not run`),
    ...skipped.map((test) => `skipped: ${test.file}, ${test.title}`),
  ].map((fault) => `docs/guarantees.md, promise ${promise}: ${fault}`);
});

for (const fault of faults) console.error(fault);
if (rows.length === 0) console.error('docs/guarantees.md has no table of promises');
if (faults.length > 0 || rows.length === 0) process.exitCode = 1;
else console.log(`docs/guarantees.md: the tests of all ${rows.length} promises ran`);

/** Source maps lead the reporter to the TypeScript file. Without them it names the built one. */
function testOfLine(line) {
  const [state, path, title] = line.split('\t');
  const file = /(?:^|\/)(test\/.*\.test)\.[jt]s$/.exec(path ?? '')?.[1];
  return file === undefined ? [] : [{ state, file: `${file}.ts`, title }];
}

function nameOf({ file, title }) {
  return `${file}\t${title}`;
}

/** The file, or the test files in the folder and below it. */
function testFilesAt(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(path, name));
}
