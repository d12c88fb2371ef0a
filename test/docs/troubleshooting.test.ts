import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRepository } from '../examples/example-podtail.js';
import { repositoryRoot } from '../support/repository.js';

const source = readdirSync(join(repositoryRoot, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readRepository(join('src', file)))
  .join('\n');
/** Where a message is joined of parts, its words follow each other all the same. */
const said = source.replaceAll(/\\'/g, "'");

/** The messages of the tables, taken apart at what differs from time to time. */
function messagesOf(document: string): string[][] {
  const cells = [...document.matchAll(/^\| `([^`]+)`/gm)].map((match) => match[1]!);
  return cells.map((cell) => cell.split('…').map((part) => part.trim()));
}

/** The longest words in a row of a part that are in the source as they are. */
function isSaid(part: string): boolean {
  return part
    .split(/[;:,'()?]|\. | {2,}/)
    .map((words) => words.trim())
    .filter((words) => words.length > 2)
    .every((words) => said.includes(words));
}

const document = readRepository('docs/troubleshooting.md');

test('every message on the troubleshooting page exists in podtail', () => {
  const messages = messagesOf(document);
  assert.ok(messages.length > 50);
  for (const message of messages) {
    for (const part of message) assert.ok(isSaid(part), `nothing in src says: ${part}`);
  }
});

test('every message that begins a problem, warning or error is on the troubleshooting page', () => {
  const literals = [
    ...source.matchAll(/(?:UserError|\.warn|\.error|\.problem)\(\s*(?:[\w.]+, )?(?:`([^`\n]+)`|'([^'\n]+)')/g),
  ];
  const messages = literals.map((match) => (match[1] ?? match[2])!.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/));
  assert.ok(messages.length > 10);
  const untold = messages.filter((message) => {
    const longest = message.toSorted((a, b) => b.length - a.length)[0]!;
    const words = longest
      .split(/[;:(]|\. /)
      .map((part) => part.trim())
      .filter((part) => part.length > 7);
    return words.length > 0 && !words.some((part) => document.includes(part));
  });
  assert.deepEqual(
    untold.map((message) => message.join('…')),
    [],
  );
});
