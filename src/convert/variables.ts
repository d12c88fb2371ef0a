import type { Conversion, Remark } from './conversion.js';

/** An environment variable with a default: `${NAME:text}`, `${NAME:-text}`. */
const WITH_DEFAULT = /\$\{([A-Z_][A-Z0-9_]*)(?::-?|-)([^}]*)\}/g;

/**
 * Removes the defaults of variables, because podtail's variables have none.
 *
 * @param source the converted text, which has the lines of the variables
 */
export function dropDefaults({ config, remarks }: Conversion, source: string): Conversion {
  const said = new Map<string, Remark>();

  function dropIn(value: unknown): unknown {
    if (typeof value === 'string') {
      return value.replaceAll(WITH_DEFAULT, (written: string, name: string, text: string) => {
        if (!said.has(written)) {
          const line = source.slice(0, Math.max(0, source.indexOf(written))).split('\n').length;
          said.set(written, {
            kind: 'lost',
            line,
            text: `the default ${text} of the variable ${name}: set the variable`,
          });
        }
        return `\${${name}}`;
      });
    }
    if (typeof value !== 'object' || value === null) return value;
    for (const [key, inner] of Object.entries(value)) (value as Record<string, unknown>)[key] = dropIn(inner);
    return value;
  }

  dropIn(config);
  return { config, remarks: [...remarks, ...said.values()] };
}
