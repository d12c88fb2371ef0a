/** The commands in the shell blocks of a document in Markdown, one a line, without what a comment says of them. */
export function commandsOf(document: string): string[] {
  const blocks = [...document.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]!);
  return blocks.flatMap((block) => block.trimEnd().split('\n')).map((line) => line.replace(/\s+#.*$/, ''));
}
