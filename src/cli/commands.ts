import { checkCommand } from './check.js';
import { completionCommand } from './completion.js';
import { convertCommand } from './convert.js';
import { filesCommand } from './files.js';
import { importPositionsCommand } from './import-positions.js';
import { positionsCommand } from './positions.js';
import { replayCommand } from './replay.js';
import { runCommand } from './run.js';
import { schemaCommand } from './schema.js';
import { standardInputCommand } from './standard-input.js';
import { tailCommand } from './tail.js';
import { templateCommand } from './template.js';
import { topCommand } from './top.js';
import { tryCommand } from './try.js';

/** All commands; the first is meant where none is named. */
export const commands = [
  runCommand,
  checkCommand,
  filesCommand,
  positionsCommand,
  topCommand,
  tailCommand,
  schemaCommand,
  completionCommand,
  templateCommand,
  tryCommand,
  replayCommand,
  convertCommand,
  importPositionsCommand,
  standardInputCommand,
] as const;
