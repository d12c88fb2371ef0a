import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { answerShell } from '../../src/cli/answer-shell.js';
import { commands } from '../../src/cli/commands.js';
import { complete } from '../../src/cli/complete.js';
import { optionHelp } from '../../src/cli/option-help.js';
import { configurationOptions } from '../../src/cli/options.js';
import { logLevels } from '../../src/os/structured-log.js';

const help = optionHelp();
const wordsFor = (line: string) =>
  complete(line.split(' '), commands, (option) => help[option])
    .map(({ word }) => word)
    .join(' ');
const names = commands.map(({ name }) => name).join(' ');
const sinks = 'stdout http loki elasticsearch otlp null';

describe('a command line is completed', () => {
  const lines: readonly [line: string, words: string][] = [
    ['', names],
    ['ch', 'check'],
    ['pos', 'positions'],
    ['x', ''],
    ['--no', '--no-color'],
    ['--once --on', ''],
    ['--pod a --po', '--pod'],
    ['files --j', '--json'],
    ['files --pre', ''],
    ['check --conn', '--connect'],
    ['schema ', '--help --version'],
    ['schema -', '--help --version'],
    ['check x', ''],
    ['--sink ', sinks],
    ['run --sink ', sinks],
    ['run --sink l', 'loki'],
    ['--sink=', '--sink=stdout --sink=http --sink=loki --sink=elasticsearch --sink=otlp --sink=null'],
    ['--sink=lo', '--sink=loki'],
    ['--log-level ', 'error warn info'],
    ['check --schema f', 'flat fluent-bit'],
    ['--once ch', 'check'],
    ['-c podtail.yaml ch', 'check'],
    ['check -c podtail.yaml --connect --fo', '--format'],
    ['completion ', 'bash zsh'],
    ['completion z', 'zsh'],
    ['completion bash ', ''],
    ['- --pre', '--pretty'],
  ];
  for (const [line, words] of lines) it(`podtail ${line}`, () => assert.equal(wordsFor(line), words));

  it('completes from the words that bash makes of --sink=lo', () => {
    assert.equal(wordsFor('--sink = lo'), 'loki');
    assert.equal(wordsFor('--sink ='), sinks);
  });

  it('leaves names of files and free text to the shell', () => {
    for (const line of ['-c ', '-c ch', '--include ', '--include a b', 'replay ', 'replay a ', '--state-dir r']) {
      assert.equal(wordsFor(line), '', line);
    }
  });
});

it('zsh gets descriptions; bash gets none, since it would take them for words', () => {
  const line = ['podtail', 'files', '--js'];
  assert.equal(answerShell(line, commands, {}), '--json\n');
  assert.equal(answerShell(line, commands, { COMP_LINE: '' }), '--json:Print JSON\n');
});

it('every option has a description, and options with few values have completions', () => {
  const options = commands.flatMap((command) => command.options);
  for (const { name } of options) assert.ok(help[name]?.describe, name);
  assert.deepEqual(help['log-level']?.choices, logLevels);
  const withChoices = configurationOptions.map(({ name }) => name).filter((name) => help[name]?.choices);
  assert.deepEqual(withChoices, ['format', 'sink', 'schema', 'start-at']);
});
