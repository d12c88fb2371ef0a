import type { ConversionInProgress, Values } from '../conversion.js';
import { createExpressions } from '../expressions.js';
import { askForPods, showPods } from '../pod-labels.js';
import type { Section } from '../source-section.js';
import { createTransformList, type TransformList } from '../transform-list.js';
import { termsOf } from './conditions.js';

/** Adds a prefix to names. */
function withPrefix(prefix: string, fields: Readonly<Record<string, string>>): Values {
  return Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [
      prefix === '' || prefix === 'fields' ? name : `${prefix}.${name}`,
      text,
    ]),
  );
}

/** Converts a condition into `drop`. Returns false if podtail has no equal condition. */
function dropEvents(when: Section | undefined, list: TransformList, conversion: ConversionInProgress): boolean {
  const { checked } = createExpressions(conversion);
  const isNot = when?.has('not') === true && when.section('not')?.has('or') !== true;
  const kept = isNot ? termsOf(when?.section('not'), checked) : undefined;
  const [only, ...others] = kept ?? [];
  if (only !== undefined && others.length === 0 && Object.keys(only.match).length === 0) {
    list.add('keep', [only.record]);
    return true;
  }
  const terms = termsOf(when, checked);
  const matches = terms?.map(({ match }) => (list.match === undefined ? match : { ...match, ...list.match }));
  if (terms === undefined || terms.length === 0) return false;
  if (terms.some(({ match }) => Object.keys(match).some((key) => key in (list.match ?? {})))) return false;
  for (const [index, { match, record }] of terms.entries()) {
    const condition = Object.keys(record).length === 0 ? { message: '^' } : record;
    if (Object.keys(match).length === 0) {
      const before = list.latest('drop')?.drop;
      if (Array.isArray(before) && index > 0) before.push(condition);
      else list.add('drop', [condition]);
    } else {
      if (match.labels !== undefined) askForPods('${labels.}', when!.line, conversion);
      createTransformList(conversion, matches![index]).add('drop', [condition]);
    }
  }
  return true;
}

type Processors = readonly (readonly [name: string, section: Section])[];
type ConvertProcessor = (processor: Section, list: TransformList, conversion: ConversionInProgress) => void;

/** Converts processors: https://www.elastic.co/docs/reference/beats/filebeat/filtering-enhancing-data */
export function convertProcessors(processors: Processors, list: TransformList, conversion: ConversionInProgress): void {
  for (const [name, processor] of processors) {
    const convert = PROCESSORS[name];
    const isConditional = processor.has('when') && name !== 'drop_event';
    if (convert === undefined || isConditional) {
      const why =
        convert === undefined
          ? (LOST_PROCESSORS[name] ?? ' has no counterpart in podtail')
          : ' depends on the record: podtail does it for whole logs';
      conversion.lost(processor.line, `the processor ${name}${why}`);
    } else convert(processor, list, conversion);
    processor.ignore(...processor.rest().map(({ key }) => key.split('.')[0]!));
  }
}

const LOST_PROCESSORS: Readonly<Record<string, string>> = {
  script: ' is a program. podtail has transforms for common cases, and defineTransform for your own code',
  dissect: ' extracts fields from text. Use parse in transforms',
  decode_csv_fields: ' extracts fields from text. Use parse in transforms',
  decode_xml: ' extracts fields from XML. podtail cannot',
  drop_fields: ': podtail cannot remove fields',
  include_fields: ': podtail cannot remove fields',
  copy_fields: ': podtail cannot copy fields',
  add_docker_metadata: ': podtail knows only the names in the path',
  convert: ': podtail does not change values',
  fingerprint: ': podtail gives each record an id',
};

const NOT_NEEDED: Readonly<Record<string, string>> = {
  add_host_metadata: 'the key node names the node; podtail knows nothing else about it',
  add_cloud_metadata: 'use labels for data about the node',
  add_observer_metadata: 'use labels for data about the node',
  add_id: 'podtail gives each record an id by itself',
};

const PROCESSORS: Readonly<Record<string, ConvertProcessor>> = {
  ...Object.fromEntries(
    Object.entries(NOT_NEEDED).map(([name, why]): [string, ConvertProcessor] => [
      name,
      ({ line }, _list, { lost }) => lost(line, `the processor ${name}: ${why}`),
    ]),
  ),
  add_kubernetes_metadata({ line }, _list, conversion) {
    showPods(true, false, line, conversion);
  },
  add_fields(processor, list, { note }) {
    const target = processor.text('target') ?? (processor.has('target') ? '' : 'fields');
    list.add('labels', withPrefix(target, processor.mapping('fields') ?? {}));
    note(processor.line, 'the added fields are under labels in each record');
  },
  add_labels(processor, list) {
    list.add('labels', processor.mapping('labels') ?? {});
  },
  add_tags(processor, list) {
    list.add('labels', { [processor.text('target') ?? 'tags']: (processor.texts('tags') ?? []).join(',') });
  },
  decode_json_fields(processor, list, { lost }) {
    const fields = processor.texts('fields') ?? ['message'];
    if (fields.some((field) => field !== 'message'))
      lost(processor.line, `JSON in ${fields.join(', ')}: podtail parses only the JSON of the message`);
    const target = processor.text('target');
    const isMerged = processor.has('target') && target === undefined;
    list.add('json', isMerged ? { merge: true } : target === undefined ? { merge: true } : { under: target });
  },
  drop_event(processor, list, conversion) {
    if (!dropEvents(processor.section('when'), list, conversion)) {
      conversion.lost(
        processor.line,
        'the processor drop_event: podtail drops by message, stream and level, and by names and labels of pods',
      );
    }
  },
  rate_limit(processor, list, { lost }) {
    const [, number, unit] = /^(\d+(?:\.\d+)?)\/([smh])$/.exec(processor.text('limit') ?? '') ?? [];
    if (number === undefined) lost(processor.line, 'the limit of rate_limit');
    else {
      const seconds = { s: 1, m: 60, h: 3600 }[unit as 's']!;
      list.add('rateLimit', {
        lines: Math.max(1, Math.round(Number(number) / seconds)),
        ...(seconds > 1 && { burst: seconds === 60 ? '1m' : '1h' }),
        action: 'drop',
      });
    }
    const fields = processor.texts('fields') ?? [];
    const isOfLog = fields.some((field) => /^kubernetes\.(container\.name|pod\.(name|uid))$/.test(field));
    if (!isOfLog)
      lost(processor.line, `the limit applies to each container, not to ${fields.join(', ') || 'all together'}`);
  },
  rename(processor, list) {
    const names = processor.sections('fields').map((field) => [field.text('from') ?? '', field.text('to') ?? '']);
    list.add('rename', Object.fromEntries(names));
  },
  replace(processor, list, conversion) {
    for (const field of processor.sections('fields')) {
      const name = field.text('field');
      const match = createExpressions(conversion).checked(field.text('pattern'), field.lineOf('pattern'));
      if (match === undefined) continue;
      const entry = list.add('redact', { patterns: [{ match, replace: field.text('replacement') ?? '' }] });
      if (name !== 'message') conversion.lost(field.line, `only ${name}: podtail replaces in the whole record`, entry);
    }
  },
  truncate_fields(processor, _list, { lost }) {
    lost(processor.line, 'the processor truncate_fields: limits.maxLineBytes cuts long lines, and marks them');
  },
};
