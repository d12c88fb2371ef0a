import type { TransformSettings } from '../../src/transform/settings.js';

const LIMITS = { timeout: 1000, maxBytes: 1024 * 1024, maxLines: 1100 };
const REDACT = { builtin: [], patterns: [], replaceWith: '[REDACTED]' };
const LIFT = { level: ['level'], time: [], message: ['message', 'msg'] };
const ALL_RULES = ['java', 'python', 'go', 'node', 'ruby', 'dotnet', 'php', 'rust', 'others'] as const;

/** What is measured, by name: transforms that change none of the input's lines, unless the name says so. */
export const VARIANTS: readonly (readonly [name: string, settings: TransformSettings])[] = [
  ['multiline: auto', { multiline: { rules: ALL_RULES, ...LIMITS } }],
  ['multiline: start', { multiline: { rules: { start: '^' }, ...LIMITS } }],
  ['multiline: continue', { multiline: { rules: { continue: '^\\s' }, ...LIMITS } }],
  ['json', { json: { onCollision: 'rename', lift: LIFT } }],
  ['level: detect (changes most)', { level: 'detect' }],
  ['drop: text', { drop: [{ message: 'healthz|readyz' }] }],
  ['drop: (?i)text', { drop: [{ message: '(?i)healthz' }] }],
  ['drop: by RE2', { drop: [{ message: '\\w+ zzz' }] }],
  ['drop: by RE2, no text to look for', { drop: [{ message: '[a-y]+z[0-9]+z' }] }],
  ['sample: 1', { sample: 1 }],
  ['redact: email', { redact: { ...REDACT, builtin: ['email'] } }],
  ['redact: card', { redact: { ...REDACT, builtin: ['card'] } }],
  ['redact: ipv4, ipv6', { redact: { ...REDACT, builtin: ['ipv4', 'ipv6'] } }],
  [
    'redact: all',
    { redact: { ...REDACT, builtin: ['bearer', 'aws', 'email', 'card', 'jwt', 'privateKey', 'ipv4', 'ipv6'] } },
  ],
  ['redact: own', { redact: { ...REDACT, patterns: [{ match: 'password=\\S+' }] } }],
  ['rename', { rename: { level: 'severity' } }],
  ['rateLimit: drop', { rateLimit: { lines: 1e9, burst: 10, action: 'drop' } }],
  ['rateLimit: delay', { rateLimit: { lines: 1e9, burst: 10, action: 'delay' } }],
];
