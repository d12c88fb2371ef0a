import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../src/cli/commands.js';
import { repositoryRoot } from '../support/repository.js';

const names = commands.map(({ name }) => name as string);

/** What is written for people, in Markdown, by its path in the repository. */
export const documents: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(repositoryRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** The blocks of code with that info string, without their fences. */
export function blocksOf(document: string, info: string): string[] {
  return [...document.matchAll(RegExp(`^\`\`\`${info}\\n(.*?)^\`\`\`$`, 'gms'))].map((match) => match[1]!);
}

/** The document without its blocks of code. */
export function proseOf(document: string): string {
  return document.replaceAll(/^```.*?^```$/gms, '');
}

/** The commands in the shell blocks of a document, one a line, without what a comment says of them. */
export function commandsOf(document: string): string[] {
  const lines = blocksOf(document, 'sh').flatMap((block) => block.trimEnd().split('\n'));
  return lines.map((line) => line.replace(/\s+#.*$/, ''));
}

/** A command line of podtail that is in a shell's line, without the word `podtail`. */
export interface PodtailLine {
  readonly line: string;
  readonly words: readonly string[];
}

/** Each podtail that a line of a shell starts. */
export function podtailsIn(line: string): PodtailLine[] {
  const commands = line.split(/ \| | && |; /).map((command) => command.trim());
  return commands
    .filter((command) => /^podtail( |$)/.test(command))
    .map((command) => ({
      line: command,
      words: wordsOf(command.replace(/ \d?[<>]+&?.*$/, '')).slice(1),
    }));
}

/** The podtails of a document's shell blocks and of what its text quotes. */
export function podtailLinesOf(document: string): PodtailLine[] {
  // A name alone is no command line, and messages begin with podtail's name, too.
  const quoted = [...proseOf(document).matchAll(/`(podtail (?:-|[a-z]+ )[^`]*)`/g)].map((match) => match[1]!);
  const isCommand = ({ words: [first = ''] }: PodtailLine) => first.startsWith('-') || names.includes(first);
  return [...commandsOf(document).flatMap(podtailsIn), ...quoted.flatMap(podtailsIn).filter(isCommand)];
}

/** The words of a simple command, as a shell parts them at spaces that are not quoted. */
function wordsOf(command: string): string[] {
  const words = command.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}
