/* Compiles the modules of `assembly/` to WebAssembly. */
import { main } from 'assemblyscript/asc';

for (const name of ['scan', 'encode', 'signs', 'json', 'marks']) {
  const { error, stderr } = await main([
    `assembly/${name}.ts`,
    ...['--outFile', `dist/assembly/${name}.wasm`],
    ...['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--initialMemory', '1'],
    ...['--enable', 'simd'],
  ]);
  if (error === null) continue;
  process.stderr.write(stderr.toString());
  process.exit(1);
}
