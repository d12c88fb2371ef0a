import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkCommand } from '../../src/cli/check.js';
import { parseLine } from '../../src/cli/command-line.js';
import { filesCommand } from '../../src/cli/files.js';
import { positionsCommand } from '../../src/cli/positions.js';
import { runCommand } from '../../src/cli/run.js';
import { standardInputCommand } from '../../src/cli/standard-input.js';
import { tailCommand } from '../../src/cli/tail.js';
import { templateCommand } from '../../src/cli/template.js';
import type { OptionValues } from '../../src/config/load.js';

const commands = [
  runCommand,
  checkCommand,
  filesCommand,
  positionsCommand,
  templateCommand,
  tailCommand,
  standardInputCommand,
] as const;

describe('a command line', () => {
  const lines: readonly [line: string, command: string, values: OptionValues][] = [
    ['', 'run', {}],
    ['check', 'check', {}],
    ['-', '-', {}],
    ['--label a=b -', '-', { label: ['a=b'] }],
    ['--pod a check', 'check', { pod: ['a'] }],
    ['--pod a b --once check', 'check', { pod: ['a', 'b'], once: true }],
    ['files --pod a --pod b c', 'files', { pod: ['a', 'b', 'c'] }],
    ['--pod check', 'run', { pod: ['check'] }],
    ['--pod !x* y', 'run', { pod: ['!x*', 'y'] }],
    ['--pod=a check', 'check', { pod: ['a'] }],
    ['--label a=b c=d=e', 'run', { label: ['a=b', 'c=d=e'] }],
    ['--label=a=-b', 'run', { label: ['a=-b'] }],
    ['-c x.yaml check', 'check', { config: 'x.yaml' }],
    ['-c=x.yaml', 'run', { config: 'x.yaml' }],
    ['--once check', 'check', { once: true }],
    ['files --sink null --once', 'files', { sink: 'null', once: true }],
    ['positions --state-dir x --sink null', 'positions', { 'state-dir': 'x', sink: 'null' }],
    ['template --pod a --install', 'template', { pod: ['a'], install: true }],
    ['--once=false', 'run', { once: false }],
    ['check --connect', 'check', { connect: true }],
    ['tail --connect 9464 --pod a b', 'tail', { connect: '9464', pod: ['a', 'b'] }],
    ['--connect 9464 tail', 'tail', { connect: '9464' }],
    ['-h', 'run', { help: true }],
  ];
  for (const [line, name, values] of lines) {
    it(`'podtail ${line}' is the command ${name} with ${JSON.stringify(values)}`, () => {
      const parsed = parseLine(words(line), commands);
      assert.deepEqual(parsed.ok && [parsed.command.name, parsed.values], [name, values]);
    });
  }
});

describe('a command line is refused', () => {
  const lines: readonly [line: string, problem: string, about?: string][] = [
    ['chekc', "unknown command 'chekc'; did you mean 'check'?"],
    ['frobnicate', "unknown command 'frobnicate'"],
    ['check files', "unexpected argument 'files'", 'check'],
    ['--pdo x', "unknown option '--pdo'; did you mean '--pod'?"],
    ['--startAt end', "unknown option '--startAt'; did you mean '--start-at'?"],
    ['--nothing x', "unknown option '--nothing'"],
    ['- --state-dir /x', "the command - has no option '--state-dir'", '-'],
    ['-x', "unknown option '-x'"],
    ['check --json', "the command check has no option '--json'", 'check'],
    ['- --include x', "the command - has no option '--include'", '-'],
    ['--format', '--format needs a value'],
    ['--pod --once', '--pod needs a value'],
    ['--format raw --format cri', '--format is given twice'],
    ['--once=maybe', "--once takes true, false or no value, found 'maybe'"],
  ];
  for (const [line, problem, about] of lines) {
    it(`'podtail ${line}': ${problem}`, () => {
      const expected = { ok: false, problem, ...(about === undefined ? {} : { about }) };
      assert.deepEqual(parseLine(words(line), commands), expected);
    });
  }
});

function words(line: string): string[] {
  return line.split(' ').filter((word) => word !== '');
}
