import type { ConversionInProgress, Values } from '../conversion.js';
import type { Expressions } from '../expressions.js';
import type { Section } from '../source-section.js';
import type { TransformList } from '../transform-list.js';
import { patternExpression } from './pattern-expression.js';

/** Converts the stages that extract fields: `json`, `regex`, `logfmt`, `pattern`. */
export interface Extraction {
  readonly stages: Readonly<Record<string, (stage: Section) => void>>;
  /** Whether a stage extracts a field of that name. */
  has(name: string): boolean;
  /** Whether any stage extracts fields. */
  readonly isAny: boolean;
  /** Makes a field the level, time or message of the record. */
  lift(kind: 'time' | 'message' | 'level', name: string, line: number, what: string): void;
}

/** The origin of a field. */
interface Field {
  readonly member: string;
  /** The `json` or `parse` of an entry of `transforms`. */
  readonly from: Values;
}

export function createExtraction(
  transforms: TransformList,
  { lost, note }: ConversionInProgress,
  expressions: Expressions,
): Extraction {
  const fields = new Map<string, Field>();
  let isAny = false;

  function readsLine(stage: Section): boolean {
    const source = stage.text('source');
    if (source === undefined) return true;
    lost(stage.lineOf('source'), `the field ${source} is parsed again; podtail parses only lines`);
    return false;
  }

  /** Without a stage `output`, Promtail does not change the line. */
  function addParse(settings: Values): Values {
    const parse: Values = { ...settings, lift: { message: [] } };
    transforms.add('parse', parse);
    isAny = true;
    return parse;
  }

  function labelsFromGroups(stage: Section, names: readonly string[]): void {
    if (stage.flag('labels_from_groups') !== true) return;
    const all = names.join(', ');
    lost(stage.lineOf('labels_from_groups'), `${all} become structured metadata, not Loki labels`);
  }

  const stages: Extraction['stages'] = {
    json(stage) {
      const json: Values = { merge: true, lift: { message: [] } };
      for (const [name, written] of Object.entries(stage.mapping('expressions') ?? {})) {
        const member = (written === '' ? name : written).replace(/^"(.*)"$/, '$1');
        if (/^[\w@-]+$/.test(member)) fields.set(name, { member, from: json });
        else
          lost(stage.lineOf('expressions'), `${name} is taken from ${member}: podtail extracts only top-level members`);
      }
      if (stage.text('source') !== undefined)
        lost(stage.lineOf('source'), 'JSON in a field: podtail reads the line itself');
      if (stage.flag('drop_malformed') === true)
        lost(stage.lineOf('drop_malformed'), 'podtail ships lines that are not JSON as text');
      transforms.add('json', json);
      isAny = true;
    },
    regex(stage) {
      const written = stage.text('expression');
      const expression = expressions.checked(written, stage.lineOf('expression'));
      const names = [...(written ?? '').matchAll(/\(\?P?<(\w+)>/g)].map((match) => match[1]!);
      labelsFromGroups(stage, names);
      if (!readsLine(stage) || expression === undefined) return;
      if (names.length === 0) {
        lost(stage.line, `the expression ${expression} has no named groups, which would become fields`);
        return;
      }
      const parse = addParse({ regex: expression });
      for (const name of names) fields.set(name, { member: name, from: parse });
    },
    pattern(stage) {
      const written = stage.text('pattern') ?? stage.text('expression') ?? '';
      const made = patternExpression(written);
      labelsFromGroups(stage, made?.names ?? []);
      if (!readsLine(stage)) return;
      if (made === undefined || made.names.length === 0) {
        lost(stage.line, `the pattern ${written} has no named captures that podtail can take`);
        return;
      }
      const parse = addParse({ regex: made.expression });
      for (const name of made.names) fields.set(name, { member: name, from: parse });
    },
    logfmt(stage) {
      const mapping = stage.mapping('mapping') ?? {};
      if (!readsLine(stage)) return;
      const parse = addParse({ form: 'logfmt' });
      for (const [name, written] of Object.entries(mapping)) {
        fields.set(name, { member: written === '' ? name : written, from: parse });
      }
      note(stage.line, 'all fields of a logfmt line become structured metadata');
    },
  };
  return {
    stages,
    has: (name) => fields.has(name),
    get isAny() {
      return isAny;
    },
    lift(kind, name, line, what) {
      const field = fields.get(name);
      if (field === undefined) {
        lost(line, `${what} is taken from ${name}, which no stage extracts from the line`);
        return;
      }
      field.from.lift = { ...(field.from.lift as Values), [kind]: [field.member] };
    },
  };
}
