/* `npm run bench -- transforms`: what each transform costs on lines that it does not change. */
import { textTable } from '../report/text-table.js';
import type { InputProfile } from '../result.js';
import { createLog, transformCosts } from './transform-cost.js';
import { VARIANTS } from './variants.js';

const PROFILES: readonly InputProfile[] = (['docker', 'cri'] as const).flatMap((format) =>
  (['few', 'many'] as const).map((escapes) => ({ format, escapes, length: 'usual' as const })),
);

const isSmoke = process.argv.includes('--smoke');
const bytes = isSmoke ? 1e6 : 16e6;
const rounds = isSmoke ? 1 : 9;

const columns = PROFILES.map((profile) => {
  process.stderr.write(`${nameOf(profile)}\n`);
  return transformCosts(
    createLog(profile, bytes, 1),
    VARIANTS.map(([, settings]) => settings),
    rounds,
  );
});
const head = ['time relative to none', ...PROFILES.map(nameOf)];
const rows = VARIANTS.map(([name], row) => [name, ...columns.map((column) => `${column[row]!.toFixed(2)}x`)]);
process.stdout.write(`${textTable([head, ...rows], 1)}\n`);

function nameOf({ format, escapes }: InputProfile): string {
  return `${format}, ${escapes} escapes`;
}
