import type { Config } from '../config/config.js';
import type { POD_ANNOTATIONS } from '../config/kubernetes-schema.js';
import { transformsSchema } from '../config/transform-schema.js';
import type { LogSource } from '../record/log-source.js';

type TransformEntry = Config['transforms'][number];
export type PodAnnotation = (typeof POD_ANNOTATIONS)[number];

/** What is said of a log that is not read because its pod asks for that. */
export const EXCLUDED = "its pod's annotation podtail.dev/exclude says so";

/** What Loki takes as the name of a tenant: https://grafana.com/docs/loki/latest/operations/multi-tenancy/ */
const TENANT = /^(?!\.{1,2}$)[a-zA-Z0-9!\-_.*'()]{1,150}$/;

/** The annotations that are obeyed; none where `kubernetes` is not configured. */
export function obeyedAnnotations({ kubernetes }: Pick<Config, 'kubernetes'>): ReadonlySet<PodAnnotation> {
  if (kubernetes === undefined || kubernetes.obey === 'none') return new Set();
  return new Set([kubernetes.obey].flat());
}

/** What a log's pod says in an annotation: that for the container alone (`podtail.dev/exclude-CONTAINER`) before that for all. */
function podAnnotation({ pod, metadata }: LogSource, name: PodAnnotation): string | undefined {
  if (pod === undefined) return undefined;
  const { annotations } = pod;
  const own = `podtail.dev/${name}-${metadata.container}`;
  const all = `podtail.dev/${name}`;
  if (metadata.container !== undefined && Object.hasOwn(annotations, own)) return annotations[own];
  return Object.hasOwn(annotations, all) ? annotations[all] : undefined;
}

/** Whether a log's pod asks that the log is not read. */
export function isExcludedByPod(source: LogSource): boolean {
  return podAnnotation(source, 'exclude')?.trim() === 'true';
}

/** The tenant that a log's pod asks for; undefined where it asks for none that there could be. */
export function tenantOfPod(source: LogSource): string | undefined {
  const tenant = podAnnotation(source, 'tenant')?.trim();
  return tenant !== undefined && TENANT.test(tenant) ? tenant : undefined;
}

/** What a log's pod asks for, as an entry of `transforms`, and what it asks for that means nothing. */
export interface PodWishes {
  /** Without what the pod does not ask for. */
  readonly entry: TransformEntry | undefined;
  /** Keys of entries of the configuration that do not count for this log. */
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
  /** Where the text means nothing: what would. */
  readonly expected?: string;
  readonly replaces?: readonly (keyof TransformEntry)[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What turns a setting off. */
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
