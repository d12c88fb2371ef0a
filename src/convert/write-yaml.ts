import { Document, isMap, isSeq, type YAMLMap } from 'yaml';
import { counted } from '../record/counted.js';
import type { Conversion, Remark } from './conversion.js';
import { withoutEmpty } from './keep-valid.js';

const WIDTH = 120;

/**
 * Writes a conversion as podtail's YAML. Remarks about an entry are comments above it. All others are at the top.
 *
 * @param name of the converted file, for comments
 */
export function writeConverted({ config, remarks }: Conversion, name: string): string {
  const filled = Object.entries(withoutEmpty(config)).toSorted(([one], [other]) => rank(one) - rank(other));
  const document = new Document(Object.fromEntries(filled), { aliasDuplicateObjects: false });
  for (const key of ['transforms', 'sinks'] as const) {
    const list = document.get(key);
    if (!isSeq(list)) continue;
    for (const [index, entry] of config[key].entries()) {
      const said = remarks.filter(({ about }) => about === entry);
      if (said.length > 0) (list.items[index] as YAMLMap).commentBefore = comments(said, name);
    }
  }
  const known = new Set<unknown>([...config.transforms, ...config.sinks]);
  const others = remarks.filter(({ about }) => about === undefined || !known.has(about));
  const lost = remarks.filter(({ kind }) => kind === 'lost').length;
  const head = [
    `Converted from ${name} by podtail.`,
    lost === 0
      ? 'Everything was converted.'
      : `${counted(lost, 'setting')} could not be converted: see the lines with LOST.`,
  ].map((line) => ` ${line}`);
  document.commentBefore = [...head, ...(others.length > 0 ? ['', comments(others, name)] : [])].join('\n');
  if (isMap(document.contents) && document.contents.items.length === 0) return `${document.commentBefore}\n`;
  return document.toString({ lineWidth: WIDTH, singleQuote: true });
}

/** The order of keys. Transforms and sinks come last, because they are the longest. */
function rank(key: string): number {
  return ['transforms', 'sinks'].indexOf(key);
}

/**
 * Remarks as comments, in the order of the converted file. Control characters in quoted text become spaces, because they
 * would end the comment.
 */
function comments(remarks: readonly Remark[], name: string): string {
  return remarks
    .toSorted((one, other) => one.line - other.line)
    .map(({ kind, line, text }) => ` ${kind === 'lost' ? 'LOST ' : ''}${name}:${line}: ${text}`)
    .map((comment) => comment.replaceAll(/\p{Cc}+/gu, ' '))
    .join('\n');
}
