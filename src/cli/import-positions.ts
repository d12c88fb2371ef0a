import fs from 'node:fs';
import path from 'node:path';
import { AGENTS, type Agent, type ForeignPosition } from '../import/foreign-position.js';
import { counted } from '../record/counted.js';
import { UserError } from '../record/user-error.js';
import { type Command, ExitStatus } from './command.js';
import { configurationOptions, fromOption, importOptions } from './options.js';
import { complain, print } from './output.js';
import { plainDiagnostics } from './plain-diagnostics.js';
import { readTextFile } from './read-text-file.js';
import { loadSettings } from './settings.js';

/** Takes over another agent's positions, so that a move neither repeats nor loses lines. */
export const importPositionsCommand: Command = {
  name: 'import-positions',
  description: 'Import the positions of another agent, so that podtail continues where it stopped',
  operands: 'FILE',
  options: [fromOption, ...importOptions],
  alsoTakes: configurationOptions,
  examples: [
    [
      'podtail import-positions --from promtail /run/promtail/positions.yaml --state-dir /var/lib/podtail',
      'After Promtail has stopped, and before podtail starts',
    ],
  ],
  async run({ from, ...values }, files) {
    if (!isAgent(from) || files.length > 1) {
      complain(`import-positions needs --from with ${AGENTS.join(', ')}, and one file`);
      return ExitStatus.usage;
    }
    const loaded = await loadSettings(values, complain);
    if (loaded === undefined) return ExitStatus.usage;
    const { stateDir } = loaded.config;
    if (stateDir === undefined) {
      complain('no state folder is set, so no positions are saved; set one with --state-dir');
      return ExitStatus.usage;
    }
    const [file] = files as [string];
    try {
      const { positions, savedAt } = await readForeign(from, file);
      const { importPositions } = await import('../import/import-positions.js');
      const result = await importPositions({ ...loaded.config, stateDir }, positions, savedAt, plainDiagnostics);
      for (const { target, offset } of result.imported) print(`${target} from byte ${offset}\n`);
      for (const path of result.kept) complain(`${path} already has positions of podtail, which are kept`);
      for (const { path } of result.unmatched) {
        complain(`${path} is not imported: its file is gone, or podtail does not read this log`);
      }
      complain(`imported ${result.imported.length} of ${counted(positions.length, 'position')} into ${stateDir}`);
      return ExitStatus.done;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      complain(error.message);
      return ExitStatus.failed;
    }
  },
};

/** Another agent's positions, and when it wrote them last, in milliseconds since 1970. */
async function readForeign(from: Agent, file: string): Promise<{ positions: ForeignPosition[]; savedAt: number }> {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw new UserError(`cannot read ${file}: there is no such file`);
  const positions = await readPositionsOf(from, file);
  const times = (await filesOf(from, file)).map(modifiedAt);
  return { positions, savedAt: Math.max(...times) };
}

/** All files in which an agent keeps its positions. */
async function filesOf(from: Agent, file: string): Promise<readonly string[]> {
  if (from === 'fluent-bit') return [file, `${file}-wal`, `${file}-journal`];
  if (from !== 'filebeat') return [file];
  const { filebeatRegistry } = await import('../import/read-filebeat.js');
  const folder = filebeatRegistry(file);
  return fs.readdirSync(folder).map((name) => path.join(folder, name));
}

/** In milliseconds since 1970; 0 where there is no such file. */
function modifiedAt(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function readPositionsOf(from: Agent, file: string): Promise<ForeignPosition[]> {
  switch (from) {
    case 'promtail':
    case 'alloy': {
      const { readPromtail } = await import('../import/read-promtail.js');
      return readPromtail(readTextFile(file), file);
    }
    case 'fluent-bit': {
      const { readFluentBit } = await import('../import/read-fluent-bit.js');
      return readFluentBit(file);
    }
    case 'filebeat': {
      const { readFilebeat } = await import('../import/read-filebeat.js');
      return readFilebeat(file);
    }
  }
}

function isAgent(value: unknown): value is Agent {
  return (AGENTS as readonly unknown[]).includes(value);
}
