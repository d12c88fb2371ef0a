import { areAlike } from './file-copies.js';
import type { OpenFile } from './open-file.js';

/** Where a file was compressed and deleted while it was open, it stands for what was made of it. */
export function withoutTwins(files: readonly OpenFile[]): readonly OpenFile[] {
  const vanished = files.filter(({ isVanished, bytes }) => isVanished === true && !bytes.isCompressed);
  const twins = new Map<OpenFile, OpenFile>();
  for (const compressed of vanished.length === 0 ? [] : files.filter(({ bytes }) => bytes.isCompressed)) {
    const origin = vanished.find((file) => isMadeAfter(compressed, file) && areAlike(compressed, file));
    if (origin === undefined) continue;
    compressed.bytes.close();
    twins.set(compressed, { ...origin, isVanished: compressed.isVanished === true });
    vanished.splice(vanished.indexOf(origin), 1);
  }
  return files.filter((file) => !isReplaced(file)).map((file) => twins.get(file) ?? file);

  /** To look into a compressed file takes long, and most of them are older. */
  function isMadeAfter(compressed: OpenFile, file: OpenFile): boolean {
    return compressed.bytes.bornAt() >= file.bytes.bornAt();
  }

  function isReplaced(file: OpenFile): boolean {
    return file.isVanished === true && !file.bytes.isCompressed && !vanished.includes(file);
  }
}
