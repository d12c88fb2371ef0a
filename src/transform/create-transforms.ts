import { createTransformChain, type TransformChain } from './chain.js';
import { compiled } from './compiled.js';
import { createCount } from './count.js';
import { Dedupe } from './dedupe.js';
import { createFilter, createSample } from './filter.js';
import { createJson } from './json/json.js';
import { createLevelDetection } from './level/level.js';
import type { LineRule } from './multiline/line-rule.js';
import { Multiline, type MultilineLimits } from './multiline/multiline.js';
import { continueRule, startRule } from './multiline/own-rule.js';
import { createStrip } from './multiline/strip.js';
import { TRACE_GRAMMARS } from './multiline/trace-grammars.js';
import { createTraceRule } from './multiline/trace-rule.js';
import { createParse } from './parse/parse.js';
import { createRateDelay, createRateDrop, type RateDelay } from './rate-limit.js';
import { PRIVATE_KEY_LINES } from './redact/key-lines.js';
import { createRedact } from './redact/redact.js';
import { createRename } from './rename.js';
import type { Condition, MultilineSettings, TransformSettings } from './settings.js';
import { createTimeRange } from './time-range.js';
import type { Transform, TransformContext } from './transform.js';

/**
 * Wraps a transform to observe it. `key` is its key in the configuration, with the index of the condition if there are
 * several.
 */
export type WrapTransform = (transform: Transform, key: string) => Transform;

/**
 * The transforms of one source: those of each matching entry, in order, and then those of the program, which are not
 * wrapped.
 */
export function createTransforms(
  entries: readonly TransformSettings[],
  context: TransformContext,
  own: readonly Transform[] = [],
  wrap?: WrapTransform,
): TransformChain {
  const delays: RateDelay[] = [];
  const transforms = entries.flatMap((entry) => transformsOf(entry, context, delays, wrap));
  return createTransformChain([...transforms, ...own], () => Math.max(0, ...delays.map((delay) => delay.readyAt)));
}

/** The transforms of one entry, in the documented order. */
function transformsOf(
  entry: TransformSettings,
  context: TransformContext,
  delays: RateDelay[],
  wrap: WrapTransform | undefined,
): Transform[] {
  const {
    range,
    multiline,
    json,
    parse,
    level,
    count = [],
    rename,
    keep,
    drop,
    sample,
    redact,
    dedupe,
    rateLimit,
  } = entry;
  const transforms: Transform[] = [];
  const isWatched = wrap !== undefined;
  const add = (key: keyof TransformSettings, transform: Transform, detail = ''): void => {
    transforms.push(wrap === undefined ? transform : wrap(transform, `${key}${detail}`));
  };
  if (range !== undefined) add('range', createTimeRange(range, context));
  if (redact?.builtin.includes('privateKey')) {
    add('redact', new Multiline(createTraceRule([PRIVATE_KEY_LINES]), KEY_LIMITS, context));
  }
  if (multiline?.strip !== undefined) add('multiline', createStrip(compiled(multiline.strip)));
  if (multiline !== undefined) add('multiline', new Multiline(lineRule(multiline), multiline, context));
  if (json !== undefined) add('json', createJson(json, context));
  if (parse !== undefined) add('parse', createParse(parse, context));
  if (level !== undefined) add('level', createLevelDetection());
  for (const settings of count) add('count', createCount(settings, context));
  if (rename !== undefined) add('rename', createRename(rename, context));
  if (keep !== undefined) {
    add('keep', createFilter('keep', keep, context), `: none of ${keep.map(describe).join('; ')}`);
  }
  if (drop !== undefined) {
    // Separate filters drop the same records, and show the observer which condition dropped each.
    const lists = isWatched ? drop.map((condition) => [condition]) : [drop];
    for (const [index, list] of lists.entries()) {
      add('drop', createFilter('drop', list, context), isWatched ? `[${index}]: ${describe(list[0]!)}` : '');
    }
  }
  if (sample !== undefined) add('sample', createSample(sample, context));
  if (redact !== undefined) add('redact', createRedact(redact, context));
  if (dedupe !== undefined) add('dedupe', new Dedupe(dedupe, context));
  if (rateLimit?.action === 'drop') add('rateLimit', createRateDrop(rateLimit, context));
  if (rateLimit?.action === 'delay') {
    const delay = createRateDelay(rateLimit, context);
    delays.push(delay);
    add('rateLimit', delay);
  }
  return transforms;
}

/** A condition as text for people. */
function describe({ message, stream, level }: Condition): string {
  const parts = [
    message && `message '${message}'`,
    stream && `stream ${stream}`,
    level && `level ${level.join(' or ')}`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** Limits for a private key, which is written at once and has less than 100 lines. */
const KEY_LIMITS: MultilineLimits = { timeout: 1000, maxBytes: 64 * 1024, maxLines: 1000 };

function lineRule({ rules }: MultilineSettings): LineRule {
  if ('start' in rules) return startRule(compiled(rules.start));
  if ('continue' in rules) return continueRule(compiled(rules.continue));
  return createTraceRule(rules.map((name) => TRACE_GRAMMARS[name]));
}
