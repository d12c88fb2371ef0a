import { readFile } from 'node:fs/promises';
import { checkCommand } from './check.js';
import { type Command, ExitStatus } from './command.js';
import { arrangeLine } from './command-line.js';
import { filesCommand } from './files.js';
import { complain, print } from './output.js';
import { runCommand } from './run.js';
import { schemaCommand } from './schema.js';
import { standardInputCommand } from './standard-input.js';

const commands = [runCommand, checkCommand, filesCommand, schemaCommand, standardInputCommand] as const;

/** Does what a command line (without `node` and the script) asks for, and sets the process's exit status. */
export async function main(line: readonly string[]): Promise<void> {
  try {
    process.exitCode = await execute(line, commands);
  } catch (error) {
    complain(`unexpected error: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = ExitStatus.failed;
  }
}

async function execute(line: readonly string[], commands: readonly [Command, ...Command[]]): Promise<ExitStatus> {
  const arranged = arrangeLine(line, commands);
  if (!arranged.ok) {
    complain(`${arranged.problem} (see podtail --help)`);
    return ExitStatus.usage;
  }
  const { command, named, options } = arranged;
  if (options.includes('--version')) {
    print(`${await readVersion()}\n`);
    return ExitStatus.done;
  }
  const { parseLine } = await import('./parser.js');
  const parsed = await parseLine(named ? [command.name, ...options] : options, commands);
  if ('help' in parsed) {
    print(parsed.help);
    return ExitStatus.done;
  }
  return command.run(parsed.values);
}

async function readVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
