import type { TimeRange } from './time-range.js';

/**
 * The settings of transforms, in the form of `config/transform-schema.ts`. Expressions are those of `expression/`, and
 * are validated.
 */
export interface TransformSettings {
  /** Passes only records of that time range. */
  readonly range?: TimeRange;
  readonly multiline?: MultilineSettings;
  readonly json?: JsonSettings;
  readonly parse?: ParseSettings;
  readonly level?: 'detect';
  readonly count?: readonly CountSettings[];
  /** New names for fields that transforms made, by their present names. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Passes only records that match one of these. */
  readonly keep?: readonly Condition[];
  /** Drops records that match one of these. */
  readonly drop?: readonly Condition[];
  /** The share of records to keep, from 0 to 1. */
  readonly sample?: number;
  readonly redact?: RedactSettings;
  readonly dedupe?: DedupeSettings;
  readonly rateLimit?: RateLimitSettings;
}

export interface MultilineSettings {
  readonly rules: readonly RuleName[] | { readonly start: string } | { readonly continue: string };
  /** Text to remove from each line first. Its first group stays. */
  readonly strip?: string;
  /** A record is shipped after this time without another line, in milliseconds. */
  readonly timeout: number;
  /** A record is shipped at this size, in bytes of its text in the file. */
  readonly maxBytes: number;
  readonly maxLines: number;
}

/** Names of the built-in rules: the languages whose traces they know; `others` are those that take few rules. */
export type RuleName = 'java' | 'python' | 'go' | 'node' | 'ruby' | 'dotnet' | 'php' | 'rust' | 'others';

export interface JsonSettings {
  /** The name of the field for the object. Not given: its members become fields of the record. */
  readonly under?: string;
  /** What happens to a member with the name of another field of the record. */
  readonly onCollision: 'rename' | 'drop';
  /** Names of members for the level, time and message. The first present one counts. */
  readonly lift: {
    readonly level: readonly string[];
    readonly time: readonly string[];
    readonly message: readonly string[];
  };
}

export interface ParseSettings extends JsonSettings {
  readonly form: 'logfmt' | 'nginx' | 'apache' | 'klog' | 'syslog' | { readonly regex: string };
  /** Whether numbers, `true` and `false` are converted from text. */
  readonly typed: boolean;
}

export interface CountSettings {
  readonly name: string;
  readonly match: Condition;
}

/** Matches a record if all given conditions hold. */
export interface Condition {
  readonly message?: string;
  readonly stream?: 'stdout' | 'stderr';
  readonly level?: readonly string[];
}

export interface RedactSettings {
  readonly builtin: readonly SecretName[];
  readonly patterns: readonly { readonly match: string; readonly replace?: string | undefined }[];
  /** The replacement of a secret. `NAME` in it becomes the kind of the secret. */
  readonly replaceWith: string;
  /** The key of the hash that replaces a secret instead. */
  readonly hashKey?: { readonly file: string } | { readonly env: string };
}

/** Kinds of secrets that are known. */
export type SecretName = 'bearer' | 'aws' | 'email' | 'card' | 'jwt' | 'privateKey' | 'ipv4' | 'ipv6';

export interface DedupeSettings {
  /** The window after the first record of a message in which others are repeats, in milliseconds. */
  readonly window: number;
  /** Names of the fields that must be equal, with `message` among them. Not given: all. */
  readonly by?: readonly string[];
  /** The part of a message that is ignored in the comparison. */
  readonly ignore?: string;
}

export interface RateLimitSettings {
  /** Records per second. */
  readonly lines?: number;
  /** Bytes of messages per second. */
  readonly bytes?: number;
  /** Burst, in seconds at this rate. */
  readonly burst: number;
  readonly action: 'drop' | 'delay';
}
