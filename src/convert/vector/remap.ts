import type { ConversionInProgress } from '../conversion.js';
import type { TransformList } from '../transform-list.js';

/** Fields that podtail's records do not have, so they need not be deleted. */
const NOT_THERE = /^(file|source_type|timestamp_end|host|kubernetes(\..*)?)$/;

const MESSAGE = String.raw`(?:string!?\(\s*)?\.message(?:\s*\))?`;
const PARSED = String.raw`(?:object!?\(\s*)?parse_json!?\(\s*${MESSAGE}\s*\)(?:\s*\))?(?:\s*\?\?\s*(?:\{\s*\}|\.|null))?`;

/**
 * Converts a program of VRL: labels, JSON, and renamed fields. All other statements are lost, and quoted.
 *
 * @param line of the program's first line
 */
export function convertRemap(
  source: string,
  line: number,
  list: TransformList,
  conversion: ConversionInProgress,
): void {
  const { lost, note } = conversion;
  /** Variables that hold the message as an object. */
  const parsed = new Set<string>();
  for (const statement of statementsOf(source)) {
    const text = statement.text.replaceAll(/\s+/g, ' ');
    const at = line + statement.line;
    const has = (pattern: string) => new RegExp(`^${pattern}$`).exec(text);
    const variable = has(String.raw`(\w+)(?:, *\w+)? = ${PARSED}`)?.[1];
    const merged = has(String.raw`(?:if [^{]*\{ )?\. (?:\|= |= merge!?\(\., )(\w+)[^)]*\)?(?: \})?`)?.[1];
    const isMerged = has(String.raw`\. \|?= (?:merge!?\(\., )?${PARSED}\)?`) !== null;
    const under = has(String.raw`\.(\w+) = ${PARSED}`)?.[1];
    const [, label, value] = has(String.raw`\.(\w+) = "((?:[^"\\]|\\.)*)"`) ?? [];
    const [, fromEnvironment, name] = has(String.raw`\.(\w+) = get_env_var!?\("(\w+)"\)(?: \?\? "[^"]*")?`) ?? [];
    const [, fresh, old] = has(String.raw`\.(\w+) = del\(\.(\w+)\)`) ?? [];
    const deleted = has(String.raw`del\(\.([\w."]+)\)`)?.[1];
    if (variable !== undefined) parsed.add(variable);
    else if (isMerged || (merged !== undefined && parsed.has(merged))) list.add('json', { merge: true });
    else if (under !== undefined) list.add('json', { under });
    else if (label !== undefined && label !== 'message') addLabel(list, label, value!);
    else if (fromEnvironment !== undefined) addLabel(list, fromEnvironment, `\${${name}}`);
    else if (fresh !== undefined) addRename(list, old === 'timestamp' ? 'time' : old!, fresh);
    else if (deleted !== undefined && NOT_THERE.test(deleted))
      note(at, `${deleted} is not in podtail's records, or comes from the path`);
    else lost(at, `${text}: podtail runs no programs${adviceFor(text)}`);
  }
}

function adviceFor(text: string): string {
  if (text.includes('redact(')) return '; redact removes secrets';
  if (/parse_(regex|logfmt|key_value|grok|nginx_log|apache_log|common_log|syslog)/.test(text))
    return '; parse has formats';
  if (/parse_timestamp|to_unix_timestamp|now\(\)/.test(text)) return '; json.lift.time extracts the time from JSON';
  if (/\.(level|severity)\b/.test(text)) return '; level: detect finds levels';
  return '';
}

function addLabel(list: TransformList, name: string, value: string): void {
  addTo('labels', list, name, value);
}

function addRename(list: TransformList, old: string, fresh: string): void {
  addTo('rename', list, old, fresh);
}

/** Adds a name to a step. Names differ, so one entry may have all of them. */
function addTo(step: 'labels' | 'rename', list: TransformList, name: string, value: string): void {
  const known = list.latest(step)?.[step] as Record<string, string> | undefined;
  if (known === undefined) list.add(step, { [name]: value });
  else known[name] = value;
}

/**
 * The statements of a program, with their lines, counted from 0. A statement continues on the next line while a bracket
 * is open.
 */
function statementsOf(source: string): { readonly text: string; readonly line: number }[] {
  const statements: { text: string; line: number }[] = [];
  let open = 0;
  for (const [line, written] of source.split('\n').entries()) {
    const text = written.replace(/^\s*#.*$|\s#\s.*$/, '').trim();
    if (text === '') continue;
    const bare = text.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
    if (open > 0 || /^(\?\?|\|)/.test(text)) statements.at(-1)!.text += ` ${text}`;
    else
      statements.push(
        ...(/[{(]\s*$/.test(text) ? [text] : text.split(/;\s+(?=[.\w])/)).map((one) => ({ text: one, line })),
      );
    open += (bare.match(/[([{]/g) ?? []).length - (bare.match(/[)\]}]/g) ?? []).length;
  }
  return statements;
}
