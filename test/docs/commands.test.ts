import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withCommands } from '../../scripts/docs/commands-page.js';
import { commands } from '../../src/cli/commands.js';
import { readRepository, runPodtail } from '../examples/example-podtail.js';
import { commandsOf, documents } from './document.js';
import { createReader } from './reader.js';
import { unrunCommands } from './unrun-commands.js';

const written = new Map(documents.map((document) => [document, commandsOf(readRepository(document))]));
const isUnrun = (line: string) => unrunCommands.some(({ pattern }) => pattern.test(line));

for (const [document, lines] of written) {
  for (const line of new Set(lines.filter((one) => one !== '' && !isUnrun(one)))) {
    test(`${document} has a working command: ${line}`, async (t) => {
      const { status, stdout, stderr } = await (await createReader(t)).run(line);
      assert.equal(status, 0, `${stdout}\n${stderr}`);
      assert.doesNotMatch(stderr, /"level":"(warn|error)"/);
    });
  }
}

test('each command that no test runs is in a document', () => {
  const all = [...written.values()].flat();
  for (const { pattern } of unrunCommands)
    assert.ok(
      all.some((line) => pattern.test(line)),
      String(pattern),
    );
});

test('the page of commands matches podtail --help (npm run docs writes it)', () => {
  const page = readRepository('docs/command-line.md');
  assert.equal(page, withCommands(page));
});

for (const { name, examples } of commands) {
  test(`podtail ${name} --help shows examples with explanations`, () => {
    const { status, stdout } = runPodtail([name, '--help']);
    assert.equal(status, 0);
    assert.ok(examples.length > 0);
    for (const [line, what] of examples) assert.ok(stdout.includes(`\n  # ${what}\n  ${line}\n`), line);
  });
}
