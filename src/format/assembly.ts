import { readOwnFile } from './own-file.js';

/** What is used of WebAssembly, whose types come with a browser's alone. */
interface WebAssemblyApi {
  readonly Memory: new (pages: { readonly initial: number; readonly maximum: number }) => AssemblyMemory;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: AssemblyMemory } },
  ) => { readonly exports: unknown };
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };
const PAGE_BYTES = 64 * 1024;
const modules = new Map<string, object>();

/** Memory that WebAssembly can work on. */
export interface AssemblyMemory {
  readonly buffer: ArrayBuffer;
}

/** Makes memory for that many bytes or some more, all 0. What is not used of it costs nothing. */
export function createAssemblyMemory(bytes: number): AssemblyMemory {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages });
}

/**
 * The functions of a WebAssembly module of `assembly/`, working on that memory. Synchronous, since it takes a fraction of
 * a millisecond: the modules are small.
 *
 * @param name as its source is named
 */
export function instantiateAssembly<Functions>(name: string, memory: AssemblyMemory): Functions {
  let module = modules.get(name);
  if (module === undefined) {
    module = new WebAssembly.Module(readOwnFile(`#assembly/${name}.wasm`));
    modules.set(name, module);
  }
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Functions;
}

/** Makes something once for each memory, and gives the same again for the same one. */
export function oncePerMemory<Made>(make: (memory: AssemblyMemory) => Made): (memory: AssemblyMemory) => Made {
  const made = new WeakMap<AssemblyMemory, { readonly value: Made }>();
  return (memory) => {
    let known = made.get(memory);
    if (known === undefined) {
      known = { value: make(memory) };
      made.set(memory, known);
    }
    return known.value;
  };
}
