/** How a rotated file may be stored. */
export interface Compression {
  readonly name: 'gzip' | 'zstd';
  /** What names of such files end in. */
  readonly extension: string;
  /** What such files begin with (RFC 1952; RFC 8878). */
  readonly magic: Buffer;
}

const COMPRESSIONS: readonly Compression[] = [
  { name: 'gzip', extension: '.gz', magic: Buffer.from([0x1f, 0x8b]) },
  { name: 'zstd', extension: '.zst', magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]) },
];

/** How a file of that name is stored, as far as its name says; undefined if it is stored as it is. */
export function compressionOf(name: string): Compression | undefined {
  return COMPRESSIONS.find(({ extension }) => name.endsWith(extension));
}

/** How a file is stored that begins with these bytes; undefined if it is stored as it is. */
export function compressionIn(start: Buffer): Compression | undefined {
  return COMPRESSIONS.find(({ magic }) => start.subarray(0, magic.length).equals(magic));
}

/** The name without what compression adds to it. */
export function plainNameOf(name: string): string {
  return name.slice(0, name.length - (compressionOf(name)?.extension.length ?? 0));
}
