import { type AssemblyMemory, createAssemblyMemory, instantiateAssembly } from '../../record/assembly.js';
import type { Payload } from '../../record/payload.js';

/**
 * Compresses payloads in snappy's block format, into memory that is used again. Our own because of that: the libraries
 * make a new buffer for each call, with room for what does not compress, and hundreds of them heap up before the engine
 * collects them.
 */
export interface SnappyCompressor {
  /** The payload, compressed. The body is to be given back once the request is over. */
  compress(payload: Payload): Buffer;
  giveBack(body: Buffer): void;
}

/** `assembly/snappy.ts`. */
interface SnappyFunctions {
  compress(text: number, length: number, target: number, table: number): number;
}

/** Where a memory is divided: a table, the text, and what becomes of it. */
interface Work {
  readonly memory: AssemblyMemory;
  readonly functions: SnappyFunctions;
  /** Bytes of the longest text. */
  readonly most: number;
}

const TABLE_BYTES = 64 * 1024;
const TEXT_AT = TABLE_BYTES;
/** Bytes behind each part that may be read or written over. */
const SLACK = 64;

/** Makes a compressor, which keeps memory for as many bodies as there were at a time. */
export function createSnappyCompressor(): SnappyCompressor {
  const free: Buffer[] = [];
  let work: Work | undefined;
  return {
    compress({ buffer, length }) {
      if (work === undefined || work.most < length) work = createWork(buffer.length);
      const { memory, functions, most } = work;
      const target = TEXT_AT + most + SLACK;
      const bytes = new Uint8Array(memory.buffer);
      bytes.set(buffer.subarray(0, length), TEXT_AT);
      const compressed = functions.compress(TEXT_AT, length, target, 0);
      const known = free.pop();
      const body = known !== undefined && known.length >= compressed ? known : Buffer.allocUnsafeSlow(compressed * 2);
      body.set(bytes.subarray(target, target + compressed));
      return body.subarray(0, compressed);
    },
    giveBack: ({ buffer }) => free.push(Buffer.from(buffer)),
  };
}

function createWork(most: number): Work {
  const memory = createAssemblyMemory(TEXT_AT + most + SLACK + mostBytes(most) + SLACK);
  return { memory, most, functions: instantiateAssembly('snappy', memory) };
}

/** What a text can become that does not compress. */
function mostBytes(length: number): number {
  return 32 + length + Math.ceil(length / 6);
}
