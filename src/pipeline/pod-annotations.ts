import type { Config } from '../config/config.js';
import type { POD_ANNOTATIONS } from '../config/kubernetes-schema.js';
import { transformsSchema } from '../config/transform-schema.js';
import type { LogSource } from '../record/log-source.js';

type TransformEntry = Config['transforms'][number];
export type PodAnnotation = (typeof POD_ANNOTATIONS)[number];

/** The reason why a log is not read if its pod excludes it. */
export const EXCLUDED = "its pod's annotation podtail.dev/exclude says so";

/** Valid names of a tenant in Loki: https://grafana.com/docs/loki/latest/operations/multi-tenancy/ */
const TENANT = /^(?!\.{1,2}$)[a-zA-Z0-9!\-_.*'()]{1,150}$/;

/** The annotations that podtail follows. None if `kubernetes` is not configured. */
export function obeyedAnnotations({ kubernetes }: Pick<Config, 'kubernetes'>): ReadonlySet<PodAnnotation> {
  if (kubernetes === undefined || kubernetes.obey === 'none') return new Set();
  return new Set([kubernetes.obey].flat());
}

/** The annotation of a log's pod. One for the container (`podtail.dev/exclude-CONTAINER`) takes precedence. */
function podAnnotation({ pod, metadata }: LogSource, name: PodAnnotation): string | undefined {
  if (pod === undefined) return undefined;
  const { annotations } = pod;
  const own = `podtail.dev/${name}-${metadata.container}`;
  const all = `podtail.dev/${name}`;
  if (metadata.container !== undefined && Object.hasOwn(annotations, own)) return annotations[own];
  return Object.hasOwn(annotations, all) ? annotations[all] : undefined;
}

/** Whether an annotation of its pod excludes the log. */
export function isExcludedByPod(source: LogSource): boolean {
  return podAnnotation(source, 'exclude')?.trim() === 'true';
}

/** The tenant in an annotation of the log's pod. Undefined if there is no valid one. */
export function tenantOfPod(source: LogSource): string | undefined {
  const tenant = podAnnotation(source, 'tenant')?.trim();
  return tenant !== undefined && TENANT.test(tenant) ? tenant : undefined;
}

/** The wishes of a pod: an entry of `transforms`, and the annotations with wrong values. */
export interface PodWishes {
  /** Has only the keys that the pod asks for. */
  readonly entry: TransformEntry | undefined;
  /** Keys that the pod replaces in the entries of the configuration. */
  readonly replaced: readonly (keyof TransformEntry)[];
  readonly problems: readonly string[];
}

const NO_WISHES: PodWishes = { entry: undefined, replaced: [], problems: [] };

/** Reads the annotations `parser`, `multiline`, `sample` and `tenant` of a log's pod. */
export function podWishes(source: LogSource, obeyed: ReadonlySet<PodAnnotation>): PodWishes {
  if (source.pod === undefined || obeyed.size === 0) return NO_WISHES;
  const entry: Record<string, unknown> = {};
  const replaced: (keyof TransformEntry)[] = [];
  const problems: string[] = [];
  const wish = (name: PodAnnotation, read: (text: string) => ParsedWish): void => {
    const text = obeyed.has(name) ? podAnnotation(source, name)?.trim() : undefined;
    if (text === undefined) return;
    const { expected, replaces, settings } = read(text);
    if (expected !== undefined) problems.push(`podtail.dev/${name}: expected ${expected}, found '${text}'`);
    replaced.push(...(replaces ?? []));
    Object.assign(entry, settings);
  };
  wish('parser', readParser);
  wish('multiline', readMultiline);
  wish('sample', readSample);
  wish('tenant', (text) =>
    TENANT.test(text) ? {} : { expected: "the name of a tenant (letters, digits and !-_.*'())" },
  );
  const whole = Object.keys(entry).length === 0 ? undefined : transformsSchema.parse([entry])[0]!;
  return { entry: whole, replaced, problems };
}

interface ParsedWish {
  /** If the text is invalid: what would be valid. */
  readonly expected?: string;
  readonly replaces?: readonly (keyof TransformEntry)[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Texts that turn a setting off. */
const OFF = ['none', 'false'];

function readParser(text: string): ParsedWish {
  const replaces = ['json', 'parse'] as const;
  if (OFF.includes(text)) return { replaces };
  const settings = text === 'json' ? { json: { merge: true } } : { parse: text };
  return checked(settings, { replaces, settings }, 'json, logfmt, nginx, apache, klog, syslog or none');
}

function readMultiline(text: string): ParsedWish {
  const replaces = ['multiline'] as const;
  if (OFF.includes(text)) return { replaces };
  const names = text.split(',').map((name) => name.trim());
  const settings = { multiline: text === 'true' ? 'auto' : names };
  return checked(settings, { replaces, settings }, 'auto, none, or languages as java,python');
}

function readSample(text: string): ParsedWish {
  const share = /^\d*\.?\d+$/.test(text) ? Number(text) : undefined;
  const settings = { sample: share };
  const wish = { replaces: ['sample'] as const, settings };
  return share === undefined ? { expected: SHARE } : checked(settings, wish, SHARE);
}

const SHARE = 'a number from 0 to 1';

function checked(settings: object, wish: ParsedWish, expected: string): ParsedWish {
  return transformsSchema.safeParse([settings]).success ? wish : { expected };
}
