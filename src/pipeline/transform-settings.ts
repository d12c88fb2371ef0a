import type { Config } from '../config/config.js';
import { LEVEL_MEMBERS } from '../config/transform-schema.js';
import type {
  CountSettings,
  JsonSettings,
  MultilineSettings,
  ParseSettings,
  RedactSettings,
  RuleName,
  TransformSettings,
} from '../transform/settings.js';

type TransformEntry = Config['transforms'][number];
type Given<Key extends keyof TransformEntry> = Exclude<TransformEntry[Key], undefined>;

const ALL_RULES: readonly RuleName[] = ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust', 'others'];
/** Defaults of `multiline: auto`. */
const LIMITS = { timeout: 1000, maxBytes: 1024 * 1024, maxLines: 1100 };

/** Defaults of `parse: logfmt` and similar short forms. */
const PARSE_DEFAULTS = {
  onCollision: 'rename',
  lift: { level: LEVEL_MEMBERS, time: [], message: ['message', 'msg'] },
} as const;

/** Converts an entry of the configuration, and expands its short forms. */
export function toTransformSettings(entry: TransformEntry): TransformSettings {
  const { match, labels, multiline, json, parse, count, keep, drop, redact, dedupe, rateLimit, ...rest } = entry;
  return {
    ...rest,
    ...(multiline && { multiline: multilineSettings(multiline) }),
    ...(json && { json: jsonSettings(json) }),
    ...(parse && { parse: parseSettings(parse) }),
    ...(count && { count: listedCounts(count) }),
    ...(keep && { keep: keep.map(condition) }),
    ...(drop && { drop: drop.map(condition) }),
    ...(redact && { redact: redactSettings(redact) }),
    ...(dedupe !== undefined && { dedupe: typeof dedupe === 'number' ? { window: dedupe } : dedupe }),
    ...(rateLimit && { rateLimit: { ...rateLimit, burst: rateLimit.burst / 1000 } }),
  };
}

function multilineSettings(multiline: Given<'multiline'>): MultilineSettings {
  if (typeof multiline === 'string' || !('timeout' in multiline)) return { rules: ruleNames(multiline), ...LIMITS };
  const { rules, start, continue: further, strip, timeout, maxBytes, maxLines } = multiline;
  const limits = { timeout, maxBytes, maxLines, ...(strip !== undefined && { strip }) };
  if (start !== undefined) return { rules: { start }, ...limits };
  if (further !== undefined) return { rules: { continue: further }, ...limits };
  return { rules: ruleNames(rules ?? 'auto'), ...limits };
}

function ruleNames(rules: 'auto' | RuleName | readonly ('auto' | RuleName)[]): readonly RuleName[] {
  const names = listed(rules);
  return names.includes('auto') ? ALL_RULES : (names as readonly RuleName[]);
}

function jsonSettings({ under, onCollision, lift }: Given<'json'>): JsonSettings {
  return under === undefined ? { onCollision, lift } : { under, onCollision, lift };
}

function parseSettings(parse: Given<'parse'>): ParseSettings {
  if (typeof parse === 'string') return { form: parse, typed: true, ...PARSE_DEFAULTS };
  const { form, regex, under, ...rest } = parse;
  return { ...rest, ...(under !== undefined && { under }), form: form ?? { regex: regex! } };
}

function listedCounts(count: Given<'count'>): CountSettings[] {
  const list = Array.isArray(count) ? count : [count];
  return list.map(({ name, match }) => ({
    name,
    match: typeof match === 'string' ? { message: match } : condition(match),
  }));
}

function condition({ level, ...rest }: Given<'keep'>[number]) {
  return level === undefined ? rest : { ...rest, level: listed(level) };
}

function redactSettings({ hash, builtin, ...rest }: Given<'redact'>): RedactSettings {
  const settings = { ...rest, builtin: listed(builtin) };
  if (hash === undefined) return settings;
  return { ...settings, hashKey: hash.keyFile === undefined ? { env: hash.keyEnv! } : { file: hash.keyFile } };
}

function listed<Name extends string>(value: Name | readonly Name[]): readonly Name[] {
  return typeof value === 'string' ? [value] : value;
}
