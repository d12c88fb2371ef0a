import { readFile } from 'node:fs/promises';
import { type FileText, filesNamedIn } from './references.js';

/** Reads the files that texts of `values` name as `${file:PATH}`. A path that is not absolute begins at the working folder. */
export async function readReferencedFiles(values: unknown): Promise<ReadonlyMap<string, FileText>> {
  const files = filesNamedIn(values).map(async (file) => [file, await readText(file)] as const);
  return new Map(await Promise.all(files));
}

/** Editors and `echo` end a file with a newline, which is no part of a password. */
async function readText(file: string): Promise<FileText> {
  try {
    return { text: (await readFile(file, 'utf8')).replace(/\r?\n$/, '') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { reason: code ?? message };
  }
}
