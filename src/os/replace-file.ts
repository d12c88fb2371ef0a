import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from './make-folder.js';
import { withDescriptor } from './with-descriptor.js';

/**
 * Puts a text in the place of a file, on the disk, so that whoever looks sees all of the one or of the other, also after a
 * crash at any instant. The file is for its owner alone. Its folder is made where it is missing.
 *
 * @param beforeReplacing called once the text is on the disk, under the name `<file>.tmp`
 * @throws what the system says; the file is as before then
 */
export function replaceFile(file: string, text: string, beforeReplacing: () => void = () => {}): void {
  const temporary = `${file}.tmp`;
  const folder = path.dirname(file);
  makeFolder(folder);
  withDescriptor(temporary, 'w', (descriptor) => {
    fs.writeFileSync(descriptor, text);
    fs.fsyncSync(descriptor);
  });
  beforeReplacing();
  fs.renameSync(temporary, file);
  withDescriptor(folder, 'r', fs.fsyncSync);
}
