import { type Command, ExitStatus } from './command.js';
import { complain } from './output.js';

const SHELLS = ['bash', 'zsh'] as const;

/** Prints what a shell has to run to complete podtail's command lines. The script asks podtail, as `complete.ts` answers. */
export const completionCommand: Command = {
  name: 'completion',
  description: 'Print the completion script for bash or zsh',
  operands: 'SHELL',
  operandChoices: SHELLS,
  options: [],
  examples: [
    ['source <(podtail completion bash)', 'For this shell. For every bash, add the line to ~/.bashrc'],
    ['source <(podtail completion zsh)', 'For zsh. Add the line after compinit in ~/.zshrc'],
  ],
  async run(_, [shell, ...others]) {
    if (others.length > 0 || !SHELLS.some((known) => known === shell)) {
      complain(`completion needs ${SHELLS.join(' or ')}, found '${[shell, ...others].join(' ')}'`);
      return ExitStatus.usage;
    }
    // This tells yargs which shell is meant.
    process.env.SHELL = shell;
    const { default: yargs } = await import('yargs');
    yargs().scriptName('podtail').completion(`completion ${shell}`, false).showCompletionScript();
    return ExitStatus.done;
  },
};
