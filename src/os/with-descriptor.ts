import fs from 'node:fs';

/** Opens a file, for its owner alone if that makes it, and closes it when it was used. Throws what the system says. */
export function withDescriptor(file: string, flags: string, use: (descriptor: number) => void): void {
  const descriptor = fs.openSync(file, flags, 0o600);
  try {
    use(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
