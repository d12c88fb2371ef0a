import { ownVersion } from '../os/own-version.js';
import { keepHeapSmall } from '../os/small-heap.js';
import { type Command, ExitStatus } from './command.js';
import { parseLine } from './command-line.js';
import { commands } from './commands.js';
import { complain, print } from './output.js';

/** With what the scripts of yargs begin a line that is to be completed. */
const COMPLETION_REQUEST = '--get-yargs-completions';

/** Does what a command line (without `node` and the script) asks for, and sets the process's exit status. */
export async function main(line: readonly string[]): Promise<void> {
  keepHeapSmall();
  try {
    process.exitCode = await execute(line, commands);
  } catch (error) {
    complain(`unexpected error: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = ExitStatus.failed;
  }
}

async function execute(line: readonly string[], commands: readonly [Command, ...Command[]]): Promise<ExitStatus> {
  if (line[0] === COMPLETION_REQUEST) {
    const { answerShell } = await import('./answer-shell.js');
    print(answerShell(line.slice(1), commands, process.env));
    return ExitStatus.done;
  }
  // As git and kubectl have it: `podtail help files` is `podtail files --help`.
  if (line[0] === 'help') return execute([...line.slice(1), '--help'], commands);
  const parsed = parseLine(line, commands);
  if (!parsed.ok) {
    complain(`${parsed.problem} (see podtail ${parsed.about === undefined ? '' : `${parsed.about} `}--help)`);
    return ExitStatus.usage;
  }
  const { command, named, values, operands } = parsed;
  if (values.version === true) {
    print(`${ownVersion()}\n`);
    return ExitStatus.done;
  }
  if (values.help === true) {
    // yargs takes longer to load than all of podtail, so only help waits for it.
    const { helpText } = await import('./help.js');
    print(await helpText(named ? command.name : undefined, commands));
    return ExitStatus.done;
  }
  return command.run(values, operands);
}
