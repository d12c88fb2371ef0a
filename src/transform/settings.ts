import type { TimeRange } from './time-range.js';

/**
 * What a configuration says of transforms, in the form that `config/transform-schema.ts` gives it. Expressions are
 * those of `expression/`, and were compiled once already, so that they are good.
 */
export interface TransformSettings {
  /** Only records of that time continue. */
  readonly range?: TimeRange;
  readonly multiline?: MultilineSettings;
  readonly json?: JsonSettings;
  readonly parse?: ParseSettings;
  readonly level?: 'detect';
  readonly count?: readonly CountSettings[];
  /** Other names for fields that transforms made, by their names. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Only records that one of these takes in continue. */
  readonly keep?: readonly Condition[];
  /** Records that one of these takes in go no further. */
  readonly drop?: readonly Condition[];
  /** The share of records that continue, from 0 to 1. */
  readonly sample?: number;
  readonly redact?: RedactSettings;
  readonly dedupe?: DedupeSettings;
  readonly rateLimit?: RateLimitSettings;
}

export interface MultilineSettings {
  readonly rules: readonly RuleName[] | { readonly start: string } | { readonly continue: string };
  /** What is taken from each line first; of it the first group stays. */
  readonly strip?: string;
  /** Milliseconds without a further line after which a record is shipped. */
  readonly timeout: number;
  /** Bytes of text, as it appears in the file, at which a record is shipped. */
  readonly maxBytes: number;
  readonly maxLines: number;
}

/** Names of the built-in rules: the languages whose traces they know; `others` are those that take few rules. */
export type RuleName = 'java' | 'python' | 'go' | 'node' | 'ruby' | 'dotnet' | 'php' | 'rust' | 'others';

export interface JsonSettings {
  /** The name of the field that is to hold the object; not given: its members become fields of the record. */
  readonly under?: string;
  /** What happens to a member with the name of a field that the record has already. */
  readonly onCollision: 'rename' | 'drop';
  /** Names of members, the first that is there wins, that say of the record what it is. */
  readonly lift: {
    readonly level: readonly string[];
    readonly time: readonly string[];
    readonly message: readonly string[];
  };
}

export interface ParseSettings extends JsonSettings {
  readonly form: 'logfmt' | 'nginx' | 'apache' | 'klog' | 'syslog' | { readonly regex: string };
  /** Whether what looks like a number, `true` or `false` becomes one. */
  readonly typed: boolean;
}

export interface CountSettings {
  readonly name: string;
  readonly match: Condition;
}

/** Takes in a record for which all that is given holds. */
export interface Condition {
  readonly message?: string;
  readonly stream?: 'stdout' | 'stderr';
  readonly level?: readonly string[];
}

export interface RedactSettings {
  readonly builtin: readonly SecretName[];
  readonly patterns: readonly { readonly match: string; readonly replace?: string | undefined }[];
  /** What is in a secret's place; `NAME` in it becomes the secret's kind. */
  readonly replaceWith: string;
  /** The key of the hash that is in a secret's place instead. */
  readonly hashKey?: { readonly file: string } | { readonly env: string };
}

/** Kinds of secrets that are known. */
export type SecretName = 'bearer' | 'aws' | 'email' | 'card' | 'jwt' | 'privateKey' | 'ipv4' | 'ipv6';

export interface DedupeSettings {
  /** Milliseconds from the first record of a message in which others of it are repeats. */
  readonly window: number;
  /** Names of the fields that repeats have in common, `message` among them; not given: all. */
  readonly by?: readonly string[];
  /** What is left out of messages when they are compared. */
  readonly ignore?: string;
}

export interface RateLimitSettings {
  /** Records a second. */
  readonly lines?: number;
  /** Bytes of messages a second. */
  readonly bytes?: number;
  /** For how many seconds' worth of quiet a burst may make up. */
  readonly burst: number;
  readonly action: 'drop' | 'delay';
}
