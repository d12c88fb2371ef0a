import type { ConfigLayer } from './layer.js';
import { sizes } from './units.js';

const MIB = 2 ** 20;
/** The default of `limits.memory`, in bytes. */
const DEFAULT = 64 * MIB;
/** As little as `limits.maxLineBytes` allows by default, in bytes. */
const LEAST = 8 * MIB;

/**
 * How much memory this process may use before the kernel ends it, in bytes: what its control group, or one around that, is
 * limited to (`memory.max`). Undefined where that is no limit.
 */
export function ownMemoryLimit(constrained = process.constrainedMemory()): number | undefined {
  // No limit is 0, or a number that no machine has.
  return constrained > 0 && constrained < 2 ** 50 ? constrained : undefined;
}

/** `limits.memory` where nothing says it, in a control group of so many bytes: at most a third of them. */
export function memoryLayer(limit: number | undefined): ConfigLayer | undefined {
  if (limit === undefined) return undefined;
  const third = Math.max(LEAST, Math.floor(limit / 3 / MIB) * MIB);
  if (third >= DEFAULT) return undefined;
  return {
    values: { limits: { memory: third } },
    problems: [],
    placeOf: () => ({ kind: 'variable', name: "the control group's memory.max" }),
  };
}

/**
 * What is wrong with holding so many bytes of payload in a control group of `limit` bytes: `refused` where the kernel would
 * end podtail whenever a sink is away, `doubtful` where it may.
 */
export function memoryFault(
  memory: number,
  limit: number | undefined,
): { readonly kind: 'refused' | 'doubtful'; readonly message: string } | undefined {
  if (limit === undefined || memory <= limit / 2) return undefined;
  const sizesOf = `limits.memory is ${sizes.format(memory)}, and podtail may use ${sizes.format(limit)} in all (its control group's memory.max)`;
  const remedy = 'set it to a third of that, or remove the key';
  return memory >= limit
    ? { kind: 'refused', message: `${sizesOf}: the kernel would kill it during an outage of a sink; ${remedy}` }
    : { kind: 'doubtful', message: `${sizesOf}: the kernel may kill it during an outage of a sink; ${remedy}` };
}
