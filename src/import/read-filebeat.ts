import fs from 'node:fs';
import path from 'node:path';
import { UserError } from '../record/user-error.js';
import { type ForeignPosition, isOffset } from './foreign-position.js';

type Values = Readonly<Record<string, unknown>>;

/**
 * Reads Filebeat's registry, the folder `data/registry/filebeat` or the file `log.json` in it: a checkpoint, which `active.dat`
 * names, and the operations since, a pair of lines each (beats `libbeat/statestore/backend/memlog`). Entries are those of
 * the inputs `log` and `container` (`source`, `offset`) and `filestream` (`cursor.offset`, `meta.source`).
 */
export function readFilebeat(given: string): ForeignPosition[] {
  const folder = filebeatRegistry(given);
  const log = textOf(path.join(folder, 'log.json'));
  const checkpoint = checkpointOf(folder);
  if (log === undefined && checkpoint === undefined) {
    throw new UserError(
      `${folder} is not a Filebeat registry: expected it to hold log.json, as data/registry/filebeat does`,
    );
  }
  const entries = new Map<string, Values>();
  for (const entry of checkpoint?.entries ?? []) if (typeof entry._key === 'string') entries.set(entry._key, entry);
  apply(log ?? '', checkpoint?.id ?? 0, entries);
  return [...entries].flatMap(([key, value]) => positionOf(key, value) ?? []);
}

/** The folder of a registry: it, a file in it, or one of the folders around it. */
export function filebeatRegistry(given: string): string {
  if (fs.statSync(given, { throwIfNoEntry: false })?.isDirectory() !== true) return path.dirname(given);
  const inner = ['.', 'filebeat', 'registry/filebeat', 'data/registry/filebeat'].map((name) => path.join(given, name));
  return inner.find((folder) => HOLDS.some((name) => fs.existsSync(path.join(folder, name)))) ?? given;
}

const HOLDS = ['log.json', 'active.dat'];

/** The newest checkpoint that is finished; its name is the number of the last operation in it. */
function checkpointOf(folder: string): { readonly id: number; readonly entries: readonly Values[] } | undefined {
  const named = textOf(path.join(folder, 'active.dat'))?.trim();
  if (named === undefined || named === '') return undefined;
  const name = named.split(/[/\\]/).at(-1)!;
  const text = textOf(path.join(folder, name));
  if (text === undefined)
    throw new UserError(`${folder} has no ${name}, which its active.dat names; copy the whole registry`);
  return { id: Number.parseInt(name, 10) || 0, entries: parsed(text, path.join(folder, name)) as readonly Values[] };
}

/** Applies the operations that came after a checkpoint; the last line may be half written. */
function apply(log: string, since: number, entries: Map<string, Values>): void {
  const lines = log.split('\n').filter((line) => line !== '');
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const [operation, change] = [json(lines[at]!), json(lines[at + 1]!)];
    if (operation === undefined || change === undefined) return;
    const { k: key, v: value } = change;
    if (Number(operation.id) <= since || typeof key !== 'string') continue;
    if (operation.op === 'remove') entries.delete(key);
    else if (operation.op === 'set' && isObject(value)) entries.set(key, value);
  }
}

function positionOf(
  key: string,
  { source, offset, FileStateOS: file, cursor, meta, ttl }: Values,
): ForeignPosition | undefined {
  // A filestream whose time to live is 0 was removed.
  if (ttl === 0) return undefined;
  const at = isObject(cursor) ? cursor.offset : offset;
  const from = isObject(meta) ? meta.source : source;
  const inode = isObject(file) ? String(file.inode) : /::native::(\d+)-\d+/.exec(key)?.[1];
  if (typeof from !== 'string' || !isOffset(at)) return undefined;
  return { path: from, offset: at, ...(inode === undefined ? {} : { inode }) };
}

function json(line: string): Values | undefined {
  try {
    return JSON.parse(line) as Values;
  } catch {
    return undefined;
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file} is damaged: ${(error as Error).message}`);
  }
}

function textOf(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null;
}
